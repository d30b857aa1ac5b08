// Weight gradient of a 3 × 3 convolution by the adjoint of Winograd's F(2×2, 3×3):
// dg = Gᵀ [Σ over tiles of (A dy Aᵀ) ⊙ (Bᵀ d B)] G
import { alignTo16, blockChannels } from "./conv2dCorrelate";
import { copyPlanes } from "./conv2dPlanes";
import { packPixels, sumQuad } from "./conv2dWeightTiles";
import { transformTiles } from "./conv2dWinograd";

/** Tiles summed in registers at a time, about: whole rows of tiles, of one image or several. */
const tilesPerPass: i32 = 96;

/** Units whose sums are kept at a time: 2 KB each. */
const unitsPerRound: i32 = 512;

/** Whether the weight gradient takes this way: enough channels to pay for the transforms. */
@inline
export function prefersWinogradWeights(
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  channels: i32, filters: i32,
): bool {
  return kernelHeight == 3 && kernelWidth == 3 && strideHeight == 1 && strideWidth == 1 &&
    dilationHeight == 1 && dilationWidth == 1 && channels >= 8 && filters >= 8;
}

/** A dy Aᵀ for a row of tiles of one block of 8 filters; target is [component][tile][8 filters]. */
function transformGradients(target: usize, componentBytes: usize, tiles: i32, dy: usize, rows: i32, columns: i32): void {
  const rowBytes = <usize>columns << 5;
  const zero = f32x4.splat(0);
  for (let tile = 0; tile < tiles; tile++) {
    const hasRight = 2 * tile + 1 < columns;
    for (let half: usize = 0; half < 32; half += 16) {
      const from = dy + half;
      const a = v128.load(from);
      const b = hasRight ? v128.load(from, 32) : zero;
      const c = rows > 1 ? v128.load(from + rowBytes) : zero;
      const d = rows > 1 && hasRight ? v128.load(from + rowBytes, 32) : zero;
      const to = target + half;
      spread(to, componentBytes, a, b);
      spread(to + 4 * componentBytes, componentBytes, f32x4.add(a, c), f32x4.add(b, d));
      spread(to + 8 * componentBytes, componentBytes, f32x4.sub(a, c), f32x4.sub(b, d));
      spread(to + 12 * componentBytes, componentBytes, f32x4.neg(c), f32x4.neg(d));
    }
    dy += 64;
    target += 32;
  }
}

/** [p, p + q, p − q, −q], one component each. */
@inline
function spread(target: usize, componentBytes: usize, p: v128, q: v128): void {
  v128.store(target, p);
  v128.store(target + componentBytes, f32x4.add(p, q));
  v128.store(target + 2 * componentBytes, f32x4.sub(p, q));
  v128.store(target + 3 * componentBytes, f32x4.neg(q));
}

/** Runs the units [begin, end) = block of 8 filters × four channels. */
export function runWinogradWeights(
  dw: usize, x: usize, dy: usize, batch: i32, channels: i32, height: i32, width: i32, filters: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32, scratch: usize,
): void {
  const quads = (channels + 3) >> 2;
  const blocks = (filters + blockChannels - 1) / blockChannels;
  const tileRows = (outHeight + 1) >> 1;
  const tileColumns = (outWidth + 1) >> 1;
  const rowGroups = (outWidth + 7) >> 3;
  const rowsPerPass = max(1, tilesPerPass / tileColumns);
  const passTiles = rowsPerPass * tileColumns;
  const paddedHeight = 2 * tileRows + 2;
  const paddedWidth = 8 * rowGroups + 2;
  const rowBytes = <usize>paddedWidth << 2;
  const planeBytes = <usize>paddedHeight * rowBytes;
  const pixels = outHeight * outWidth;
  const xPlaneBytes = <usize>(passTiles + 4) << 2;
  const xComponentBytes = <usize>(4 * quads) * xPlaneBytes;
  const dyComponentBytes = <usize>passTiles << 5;
  const dyBlockBytes = dyComponentBytes << 4;

  const offsets = scratch;
  for (let k: usize = 0; k < 4; k++) store<u32>(offsets + (k << 2), <u32>(k * xPlaneBytes));
  const totals = alignTo16(scratch + 16);
  const xTiles = totals + (<usize>min(unitsPerRound, blocks * quads) << 11);
  const dyTiles = xTiles + (xComponentBytes << 4);
  const packed = dyTiles + <usize>blocks * dyBlockBytes;
  const padded = packed + ((<usize>blocks * <usize>pixels) << 5);
  memory.fill(xTiles, 0, xComponentBytes << 4);
  memory.fill(padded, 0, <usize>channels * planeBytes);

  for (let roundFirst = begin; roundFirst < end; roundFirst += unitsPerRound) {
    const roundLast = min(end, roundFirst + unitsPerRound);
    const units = roundLast - roundFirst;
    memory.fill(totals, 0, <usize>units << 11);
    const firstBlock = roundFirst / quads;
    const lastBlock = (roundLast - 1) / quads + 1;
    // A range inside one block needs only its own channels.
    const oneBlock = lastBlock == firstBlock + 1;
    const firstPlane = oneBlock ? 4 * (roundFirst - firstBlock * quads) : 0;
    const lastPlane = oneBlock ? min(channels, 4 * (roundLast - firstBlock * quads)) : channels;
    let current = -1;
    for (let passFirst = 0; passFirst < batch * tileRows; passFirst += rowsPerPass) {
      const passLast = min(batch * tileRows, passFirst + rowsPerPass);
      let tile = 0;
      for (let index = passFirst; index < passLast; index++) {
        const image = index / tileRows;
        const row = index - image * tileRows;
        if (image != current) {
          current = image;
          const source = x + ((<usize>(image * channels + firstPlane) * <usize>(height * width)) << 2);
          copyPlanes(
            padded + <usize>firstPlane * planeBytes, source, lastPlane - firstPlane,
            height, width, paddedHeight, paddedWidth, padTop, padLeft,
          );
          for (let block = firstBlock; block < lastBlock; block++) {
            const from = dy + ((<usize>(image * filters + block * blockChannels) * <usize>pixels) << 2);
            packPixels(packed + ((<usize>block * <usize>pixels) << 5), from, pixels, blockChannels, filters - block * blockChannels);
          }
        }
        const paddedRow = padded + <usize>firstPlane * planeBytes + <usize>(2 * row) * rowBytes;
        const xTarget = xTiles + <usize>firstPlane * xPlaneBytes + (<usize>tile << 2);
        // The last group of a row may spill over into the next row's tiles, which are written later.
        for (let column = 0; column < tileColumns; column += 4) {
          transformTiles(
            xTarget + (<usize>column << 2), xComponentBytes, xPlaneBytes,
            lastPlane - firstPlane, paddedRow + (<usize>column << 3), planeBytes, rowBytes,
          );
        }
        for (let block = firstBlock; block < lastBlock; block++) {
          transformGradients(
            dyTiles + <usize>block * dyBlockBytes + (<usize>tile << 5), dyComponentBytes, tileColumns,
            packed + ((<usize>(block * pixels + 2 * row * outWidth)) << 5), outHeight - 2 * row, outWidth,
          );
        }
        tile += tileColumns;
      }
      for (let component = 0; component < 16; component++) {
        let total = totals + (<usize>(component * units) << 7);
        for (let unit = roundFirst; unit < roundLast; unit++, total += 128) {
          const block = unit / quads;
          sumQuad(
            total, dyTiles + <usize>block * dyBlockBytes + <usize>component * dyComponentBytes,
            xTiles + <usize>component * xComponentBytes + <usize>(4 * (unit - block * quads)) * xPlaneBytes,
            offsets, 1, tile, 4, 0,
          );
        }
      }
    }
    for (let unit = roundFirst; unit < roundLast; unit++) {
      const block = unit / quads;
      const channel = 4 * (unit - block * quads);
      for (let k = 0; k < min(4, channels - channel); k++) {
        for (let half = 0; half < 2; half++) {
          const filter = block * blockChannels + 4 * half;
          const from = totals + (<usize>(unit - roundFirst) << 7) + (<usize>(2 * k + half) << 4);
          storeKernel(dw + (<usize>(filter * channels + channel + k) * 36), <usize>channels * 36, filters - filter, from, <usize>units << 7);
        }
      }
    }
  }
}

/** Gᵀ m G of one channel for up to four filters, a lane each. */
function storeKernel(dw: usize, filterBytes: usize, filters: i32, m: usize, componentBytes: usize): void {
  for (let row = 0; row < 3; row++) {
    const m0 = kernelRow(m, componentBytes, row), m1 = kernelRow(m + componentBytes, componentBytes, row);
    const m2 = kernelRow(m + 2 * componentBytes, componentBytes, row), m3 = kernelRow(m + 3 * componentBytes, componentBytes, row);
    const half = f32x4.splat(0.5);
    const sum = f32x4.mul(f32x4.add(m1, m2), half);
    storeLanes(dw, filterBytes, filters, f32x4.add(m0, sum));
    storeLanes(dw + 4, filterBytes, filters, f32x4.mul(f32x4.sub(m1, m2), half));
    storeLanes(dw + 8, filterBytes, filters, f32x4.add(sum, m3));
    dw += 12;
  }
}

/** Row of Gᵀ m: components 4 apart. */
@inline
function kernelRow(m: usize, componentBytes: usize, row: i32): v128 {
  const m1 = v128.load(m + 4 * componentBytes), m2 = v128.load(m + 8 * componentBytes);
  const half = f32x4.splat(0.5);
  if (row == 0) return f32x4.add(v128.load(m), f32x4.mul(f32x4.add(m1, m2), half));
  if (row == 1) return f32x4.mul(f32x4.sub(m1, m2), half);
  return f32x4.add(f32x4.mul(f32x4.add(m1, m2), half), v128.load(m + 12 * componentBytes));
}

function storeLanes(to: usize, filterBytes: usize, filters: i32, value: v128): void {
  if (filters > 0) store<f32>(to, f32x4.extract_lane(value, 0));
  if (filters > 1) store<f32>(to + filterBytes, f32x4.extract_lane(value, 1));
  if (filters > 2) store<f32>(to + 2 * filterBytes, f32x4.extract_lane(value, 2));
  if (filters > 3) store<f32>(to + 3 * filterBytes, f32x4.extract_lane(value, 3));
}
