// 3 × 3 correlation by Winograd's F(2×2, 3×3): 16 products for four outputs instead of 36.
// Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
// Its rounding error is that of a plain f32 sum. A tile shares its differences of pixels, so an infinite pixel or weight
// gives NaN to the four outputs of each tile that it touches, where the definition may give an infinity.
import { CorrelationPlan, alignTo16, blockChannels } from "./conv2dCorrelate";
import { copyPlanes } from "./conv2dPlanes";
import { Correlation } from "./conv2dTiles";
import { mulAdd } from "./mulAdd";

/** Transformed weights kept at a time; more output channels are worked off in several rounds. */
const transformedBytesLimit: i32 = 1 << 20;

/** Whether a correlation takes this way: enough channels to pay for the transforms, and tiles (four in a row) more than 5/9 in use. */
@inline
export function prefersWinograd(
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  sourceChannels: i32, outChannels: i32, outHeight: i32, outWidth: i32,
): bool {
  return kernelHeight == 3 && kernelWidth == 3 && strideHeight == 1 && strideWidth == 1 &&
    dilationHeight == 1 && dilationWidth == 1 && sourceChannels >= 3 && outChannels >= 4 && outChannels % 4 == 0 &&
    9 * outHeight * outWidth > 5 * 16 * ((outHeight + 1) >> 1) * ((outWidth + 7) >> 3);
}

/** G g Gᵀ of the kernels of four output channels, a lane each; component k goes to target + k·componentBytes. */
function transformWeights(target: usize, componentBytes: usize, w: usize, channelBytes: usize, flipped: i32): void {
  let first = w, step: usize = 4;
  if (flipped) {
    first = w + 32;
    step = <usize>-4;
  }
  for (let row = 0; row < 4; row++) {
    const g0 = kernelRow(first, step, channelBytes, row);
    const g1 = kernelRow(first + step, step, channelBytes, row);
    const g2 = kernelRow(first + 2 * step, step, channelBytes, row);
    const half = f32x4.splat(0.5);
    const outer = f32x4.add(g0, g2);
    v128.store(target, g0);
    v128.store(target + componentBytes, f32x4.mul(f32x4.add(outer, g1), half));
    v128.store(target + 2 * componentBytes, f32x4.mul(f32x4.sub(outer, g1), half));
    v128.store(target + 3 * componentBytes, g2);
    target += 4 * componentBytes;
  }
}

/** One element of row `row` of G g, from a column of the kernels. */
@inline
function kernelRow(column: usize, step: usize, channelBytes: usize, row: i32): v128 {
  if (row == 0) return loadColumn(column, channelBytes);
  if (row == 3) return loadColumn(column + 6 * step, channelBytes);
  const outer = f32x4.add(loadColumn(column, channelBytes), loadColumn(column + 6 * step, channelBytes));
  const inner = loadColumn(column + 3 * step, channelBytes);
  return f32x4.mul(row == 1 ? f32x4.add(outer, inner) : f32x4.sub(outer, inner), f32x4.splat(0.5));
}

/** The same weight of four output channels. */
@inline
function loadColumn(at: usize, channelBytes: usize): v128 {
  const a = v128.load_zero<f32>(at);
  const ab = v128.load_lane<f32>(at + channelBytes, a, 1);
  const abc = v128.load_lane<f32>(at + 2 * channelBytes, ab, 2);
  return v128.load_lane<f32>(at + 3 * channelBytes, abc, 3);
}

/** Row of Bᵀ d: the difference or sum of two image rows, then B from the right for four neighbouring tiles. */
@inline
function transformRow(target: usize, componentBytes: usize, rowA: usize, rowB: usize, sum: bool): void {
  const p = combine(v128.load(rowA), v128.load(rowB), sum);
  const q = combine(v128.load(rowA, 16), v128.load(rowB, 16), sum);
  const r = combine(v128.load(rowA, 8), v128.load(rowB, 8), sum);
  const s = combine(v128.load(rowA, 24), v128.load(rowB, 24), sum);
  const d0 = v128.shuffle<f32>(p, q, 0, 2, 4, 6), d1 = v128.shuffle<f32>(p, q, 1, 3, 5, 7);
  const d2 = v128.shuffle<f32>(r, s, 0, 2, 4, 6), d3 = v128.shuffle<f32>(r, s, 1, 3, 5, 7);
  v128.store(target, f32x4.sub(d0, d2));
  v128.store(target + componentBytes, f32x4.add(d1, d2));
  v128.store(target + 2 * componentBytes, f32x4.sub(d2, d1));
  v128.store(target + 3 * componentBytes, f32x4.sub(d1, d3));
}

@inline
function combine(a: v128, b: v128, sum: bool): v128 {
  return sum ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** Bᵀ d B for four neighbouring tiles of every plane, to target + component·componentBytes + plane·targetPlaneBytes. */
export function transformTiles(
  target: usize, componentBytes: usize, targetPlaneBytes: usize, planes: i32, source: usize, planeBytes: usize, rowBytes: usize,
): void {
  for (let plane = 0; plane < planes; plane++) {
    const r0 = source, r1 = source + rowBytes, r2 = r1 + rowBytes, r3 = r2 + rowBytes;
    transformRow(target, componentBytes, r0, r2, false);
    transformRow(target + 4 * componentBytes, componentBytes, r1, r2, true);
    transformRow(target + 8 * componentBytes, componentBytes, r2, r1, false);
    transformRow(target + 12 * componentBytes, componentBytes, r1, r3, false);
    target += targetPlaneBytes;
    source += planeBytes;
  }
}

/** Four output channels × eight tiles, all 16 components: sums over the planes in order. */
function multiplyPanel(products: usize, panel: usize, weights: usize, planes: i32): void {
  const productsEnd = products + 2048;
  const componentBytes = <usize>planes << 5;
  for (; products < productsEnd; products += 128) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    const end = panel + componentBytes;
    for (; panel < end; panel += 32) {
      const v0 = v128.load(panel), v1 = v128.load(panel, 16);
      let w = v128.load32_splat(weights);
      a0 = mulAdd(w, v0, a0); a1 = mulAdd(w, v1, a1);
      w = v128.load32_splat(weights, 4);
      b0 = mulAdd(w, v0, b0); b1 = mulAdd(w, v1, b1);
      w = v128.load32_splat(weights, 8);
      c0 = mulAdd(w, v0, c0); c1 = mulAdd(w, v1, c1);
      w = v128.load32_splat(weights, 12);
      d0 = mulAdd(w, v0, d0); d1 = mulAdd(w, v1, d1);
      weights += 16;
    }
    v128.store(products, a0); v128.store(products, a1, 16); v128.store(products, b0, 32); v128.store(products, b1, 48);
    v128.store(products, c0, 64); v128.store(products, c1, 80); v128.store(products, d0, 96); v128.store(products, d1, 112);
  }
}

/** One of the two rows of Aᵀ m A for four tiles: eight pixels of an image row, of which `columns` count. */
@inline
function storeRow(out: usize, columns: i32, bias: v128, m0: v128, m1: v128, m2: v128, m3: v128): void {
  const even = f32x4.add(f32x4.add(f32x4.add(m0, m1), m2), bias);
  const odd = f32x4.add(f32x4.sub(f32x4.sub(m1, m2), m3), bias);
  const low = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(even, odd, 2, 6, 3, 7);
  if (columns >= 8) {
    v128.store(out, low);
    v128.store(out, high, 16);
  } else if (columns >= 4) {
    v128.store(out, low);
    storePart(out + 16, columns - 4, high);
  } else storePart(out, columns, low);
}

function storePart(out: usize, count: i32, value: v128): void {
  if (count > 0) store<f32>(out, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(out, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(out, f32x4.extract_lane(value, 2), 8);
}

/** Aᵀ m A + bias for four tiles of one channel: two rows of eight pixels. */
function storeTiles(out: usize, rowBytes: usize, rows: i32, columns: i32, m: usize, bias: f32): void {
  const lanes = f32x4.splat(bias);
  let m0 = sumOfThree(m), m1 = sumOfThree(m + 128), m2 = sumOfThree(m + 256), m3 = sumOfThree(m + 384);
  storeRow(out, columns, lanes, m0, m1, m2, m3);
  if (rows < 2) return;
  m0 = differenceOfThree(m); m1 = differenceOfThree(m + 128); m2 = differenceOfThree(m + 256); m3 = differenceOfThree(m + 384);
  storeRow(out + rowBytes, columns, lanes, m0, m1, m2, m3);
}

@inline
function sumOfThree(m: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m, 512)), v128.load(m, 1024));
}

@inline
function differenceOfThree(m: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m, 512), v128.load(m, 1024)), v128.load(m, 1536));
}

/** Runs the units [begin, end) = image × block of 8 output channels of an ungrouped plan. */
export function runWinograd(
  plan: CorrelationPlan, flipped: i32, out: usize, source: usize, w: usize, bias: usize, begin: i32, end: i32,
): void {
  if (begin >= end) return;
  const planes = plan.sourceChannels;
  const channels = plan.outChannels;
  const blocks = (channels + blockChannels - 1) / blockChannels;
  const tileRows = (plan.outHeight + 1) >> 1;
  const rowGroups = (plan.outWidth + 7) >> 3;
  const groups = tileRows * rowGroups;
  const paddedHeight = 2 * tileRows + 2;
  const paddedWidth = 8 * rowGroups + 2;
  const rowBytes = <usize>paddedWidth << 2;
  const planeBytes = <usize>paddedHeight * rowBytes;
  const outPlane = plan.outHeight * plan.outWidth;
  const outRowBytes = <usize>plan.outWidth << 2;
  const quadBytes = <usize>planes << 8;
  const round = min(blocks, max(1, transformedBytesLimit / (planes << 9)));

  const products = alignTo16(plan.phases);
  const panel = products + 2048;
  const transformed = panel + (<usize>planes << 9);
  const padded = transformed + (<usize>round * 2) * quadBytes;
  memory.fill(padded, 0, <usize>planes * planeBytes);

  const firstImage = begin / blocks;
  const lastImage = (end - 1) / blocks;
  for (let roundFirst = 0; roundFirst < blocks; roundFirst += round) {
    const roundLast = min(blocks, roundFirst + round);
    const single = firstImage == lastImage;
    const packedFirst = single ? max(roundFirst, begin - firstImage * blocks) : roundFirst;
    const packedLast = single ? min(roundLast, end - firstImage * blocks) : roundLast;
    for (let channel = packedFirst * blockChannels; channel < min(channels, packedLast * blockChannels); channel += 4) {
      const quad = transformed + <usize>((channel >> 2) - 2 * roundFirst) * quadBytes;
      for (let plane = 0; plane < planes; plane++) {
        const at = w + (<usize>(channel * plan.weightOutStride + plane * plan.weightSourceStride) << 2);
        transformWeights(quad + (<usize>plane << 4), <usize>planes << 4, at, <usize>plan.weightOutStride << 2, flipped);
      }
    }
    for (let image = firstImage; image <= lastImage; image++) {
      const firstChannel = max(roundFirst, begin - image * blocks) * blockChannels;
      const lastChannel = min(channels, min(roundLast, end - image * blocks) * blockChannels);
      if (firstChannel >= lastChannel) continue;
      const imageSource = source + ((<usize>image * <usize>(planes * plan.sourceHeight * plan.sourceWidth)) << 2);
      copyPlanes(padded, imageSource, planes, plan.sourceHeight, plan.sourceWidth, paddedHeight, paddedWidth, plan.top, plan.left);
      const imageOut = out + ((<usize>image * <usize>(channels * outPlane)) << 2);
      for (let group = 0; group < groups; group += 2) {
        const pair = min(2, groups - group);
        for (let k = 0; k < pair; k++) {
          const row = (group + k) / rowGroups;
          const column = group + k - row * rowGroups;
          transformTiles(
            panel + (<usize>k << 4), <usize>planes << 5, 32,
            planes, padded + <usize>(2 * row) * rowBytes + (<usize>column << 5), planeBytes, rowBytes,
          );
        }
        for (let channel = firstChannel; channel < lastChannel; channel += 4) {
          multiplyPanel(products, panel, transformed + <usize>((channel >> 2) - 2 * roundFirst) * quadBytes, planes);
          for (let lane = 0; lane < 4; lane++) {
            const start: f32 = bias == 0 ? 0 : load<f32>(bias + (<usize>(channel + lane) << 2));
            for (let k = 0; k < pair; k++) {
              const row = (group + k) / rowGroups;
              const column = group + k - row * rowGroups;
              storeTiles(
                imageOut + (<usize>((channel + lane) * outPlane) << 2) + <usize>(2 * row) * outRowBytes + (<usize>column << 5),
                outRowBytes, plan.outHeight - 2 * row, plan.outWidth - 8 * column, products + (<usize>(2 * lane + k) << 4), start,
              );
            }
          }
        }
      }
    }
  }
}
