// The input gradient of small images: one product of weights and dy for every tap at once, laid over each other afterwards.
// Correlating dy inside its border multiplies zeros: 14×14 pixels of a 5×5 kernel take twice the products that 10×10 of dy need.
import { alignTo16, blockChannels } from "./conv2dCorrelate";
import { computeTile } from "./matMulTile";

/** Products of a few channels kept at a time: they stay in the first-level cache. */
const productBytesLimit: i32 = 1 << 15;
/** Pixels that a row of the output is worked off in. */
const chunkPixels: i32 = 16;

/**
 * Whether an input gradient takes this way, by the measured cost of a row of taps:
 * products of dy's pixels and their overlay against products of the output's pixels, in vectors of four. The products of a
 * channel must stay in the first-level cache.
 */
@inline
export function prefersColumns(
  groups: i32, filters: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  kernelArea: i32, width: i32, outHeight: i32, outWidth: i32,
): bool {
  const pixels = (width + 3) & ~3;
  return groups == 1 && strideHeight == 1 && strideWidth == 1 && dilationHeight == 1 && dilationWidth == 1 && filters >= 8 &&
    <i64>kernelArea * ((<i64>outHeight * outWidth + 3) >> 2 << 4) <= productBytesLimit &&
    7 * (filters + 4) * outWidth + 11 * pixels < 7 * filters * pixels;
}

/** Channels whose products are kept at a time. */
@inline
function channelsTogether(kernelArea: i32, strideBytes: usize): i32 {
  return max(1, min(blockChannels, productBytesLimit / (kernelArea * <i32>strideBytes)));
}

/** Ones where a column of dy exists; `masks` stands at column 0, and columns before and after it are zeros. */
function setMasks(masks: usize, outWidth: i32): void {
  for (let column = 0; column < outWidth; column++) store<i32>(masks + (<usize>column << 2), -1);
}

@inline
function masked(at: usize, mask: usize): v128 {
  return v128.and(v128.load(at), v128.load(mask));
}

/** Stores the first `count` of four pixels. */
@inline
function storePixels(to: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, value);
    return;
  }
  if (count <= 0) return;
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

/** One channel: dx[i, j] = bias + Σ_{ky, kx} products[ky, kx][i + padTop − ky, j + padLeft − kx]. */
function overlay(
  dx: usize, products: usize, strideBytes: usize, masks: usize, bias: f32,
  height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32,
): void {
  for (let row = 0; row < height; row++) {
    const first = max(0, row + padTop - outHeight + 1);
    const last = min(kernelHeight, row + padTop + 1);
    for (let column = 0; column < width; column += chunkPixels) {
      let a = f32x4.splat(bias), b = a, c = a, d = a;
      for (let ky = first; ky < last; ky++) {
        let mask = masks + (<usize>(column + padLeft) << 2);
        let from = products + <usize>(ky * kernelWidth) * strideBytes + (<usize>((row + padTop - ky) * outWidth + column + padLeft) << 2);
        for (let kx = kernelWidth; kx > 0; kx--) {
          a = f32x4.add(a, masked(from, mask));
          b = f32x4.add(b, masked(from + 16, mask + 16));
          c = f32x4.add(c, masked(from + 32, mask + 32));
          d = f32x4.add(d, masked(from + 48, mask + 48));
          from += strideBytes - 4;
          mask -= 4;
        }
      }
      const to = dx + (<usize>(row * width + column) << 2);
      const left = width - column;
      storePixels(to, a, left);
      storePixels(to + 16, b, left - 4);
      storePixels(to + 32, c, left - 8);
      storePixels(to + 48, d, left - 12);
    }
  }
}

/** The image's planes of dy, each filled up to a whole number of vectors. */
function copyImage(target: usize, source: usize, filters: i32, pixels: i32, strideBytes: usize): void {
  for (let filter = 0; filter < filters; filter++) {
    memory.copy(target, source, <usize>pixels << 2);
    target += strideBytes;
    source += <usize>pixels << 2;
  }
}

/**
 * Runs the units [begin, end) = image × block of 8 channels of a gradient without groups, strides or dilation.
 *
 * An element's products are summed over the filters first, tap by tap, then over the taps row by row, starting from the bias.
 */
export function runColumns(
  dx: usize, dy: usize, w: usize, bias: usize,
  channels: i32, height: i32, width: i32, filters: i32, kernelHeight: i32, kernelWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32, scratch: usize,
): void {
  const pixels = outHeight * outWidth, kernelArea = kernelHeight * kernelWidth;
  const vectors = (pixels + 3) >> 2;
  const strideBytes = <usize>vectors << 4;
  const together = channelsTogether(kernelArea, strideBytes);
  const beforeBytes = alignTo16(<usize>kernelWidth << 2);
  const maskBytes = beforeBytes + alignTo16(<usize>(width + padLeft + chunkPixels) << 2);
  const masks = scratch + beforeBytes;
  const products = scratch + maskBytes + beforeBytes;
  const copied = products + <usize>(together * kernelArea) * strideBytes + beforeBytes + (chunkPixels << 2);
  memory.fill(scratch, 0, maskBytes);
  setMasks(masks, outWidth);
  const blocks = (channels + blockChannels - 1) / blockChannels;
  const weightStep = <usize>(channels * kernelArea) << 2;
  const planeBytes = <usize>(height * width) << 2;
  let copiedImage = -1;
  for (let unit = begin; unit < end; unit++) {
    const image = unit / blocks;
    const firstChannel = (unit - image * blocks) * blockChannels;
    const lastChannel = min(channels, firstChannel + blockChannels);
    let source = dy + (<usize>image * <usize>filters * <usize>pixels << 2);
    if ((pixels & 3) != 0) {
      if (image != copiedImage) copyImage(copied, source, filters, pixels, strideBytes);
      copiedImage = image;
      source = copied;
    }
    for (let channel = firstChannel; channel < lastChannel; channel += together) {
      const count = min(together, lastChannel - channel);
      const weights = w + (<usize>(channel * kernelArea) << 2);
      for (let vector = 0; vector < vectors; vector += 2) {
        const at = <usize>vector << 4;
        computeTile(
          count * kernelArea, vector + 1 < vectors, filters, weights, 4, weightStep, source + at, strideBytes,
          products + at, strideBytes, 0, 0,
        );
      }
      for (let k = 0; k < count; k++) {
        const plane = <usize>image * <usize>channels + <usize>(channel + k);
        overlay(
          dx + plane * planeBytes, products + <usize>(k * kernelArea) * strideBytes, strideBytes, masks,
          bias == 0 ? 0 : load<f32>(bias + (<usize>(channel + k) << 2)),
          height, width, kernelHeight, kernelWidth, padTop, padLeft, outHeight, outWidth,
        );
      }
    }
  }
}
