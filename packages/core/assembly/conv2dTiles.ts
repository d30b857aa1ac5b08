// The innermost loops: a few output pixels times four or eight output channels, all taps summed tap row by tap row
// and run by run. Every tile shape does the same operations on an element, so all give the same bits.
import { mulAdd } from "./mulAdd";

/** One correlation of planes with a rectangle of taps; a strided input gradient has one for each phase. */
@unmanaged
export class Correlation {
  tapRows: i32;
  tapColumns: i32;
  /** Padded rows from one row of taps to the next, and padded columns from one column of taps to the next. */
  tapRowStep: i32;
  tapColumnStep: i32;
  /** First tap and step in the kernel window; steps are negative where the kernel is flipped. */
  kernelRow: i32;
  kernelRowStep: i32;
  kernelColumn: i32;
  kernelColumnStep: i32;
  /**
   * A run is an innermost loop: the planes of one tap or, for wide kernels and few planes, the columns of one row of taps.
   * `runs` lists their source byte offsets as [tap row][tap column or plane], one list for all positions.
   */
  runs: usize;
  runsPerRow: i32;
  runLength: i32;
  runStepBytes: i32;
  /**
   * Source byte offset, output byte offset, and the first and the end of the tap rows that meet the image (u16 each);
   * padded with copies of the last to a multiple of 8.
   */
  positions: usize;
  positionCount: i32;
  /** Four successive positions are four successive outputs. */
  contiguous: i32;
  /** Packed weights [output block][tap row][run][tap of the run][lanes]. */
  weights: usize;
}

/** Bytes of a position in the list. */
export const positionBytes: usize = 12;

/** Source byte offset of a position. */
@inline
function sourceOf(position: usize, index: usize): usize {
  return load<u32>(position + index * positionBytes);
}

/** Stores one vector of output channels for four pixels: transposed, channel by channel. */
@inline
function storePixels(
  out: usize,
  planeBytes: usize,
  channels: i32,
  position: usize,
  pixels: i32,
  contiguous: i32,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
): void {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  storeChannel(out, position, pixels, contiguous, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  if (channels > 1) storeChannel(out + planeBytes, position, pixels, contiguous, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  if (channels > 2) storeChannel(out + 2 * planeBytes, position, pixels, contiguous, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  if (channels > 3) storeChannel(out + 3 * planeBytes, position, pixels, contiguous, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

@inline
function storeChannel(out: usize, position: usize, pixels: i32, contiguous: i32, value: v128): void {
  if (contiguous && pixels >= 4) {
    v128.store(out + load<u32>(position, 4), value);
    return;
  }
  store<f32>(out + load<u32>(position, 4), f32x4.extract_lane(value, 0));
  if (pixels > 1) store<f32>(out + load<u32>(position, 16), f32x4.extract_lane(value, 1));
  if (pixels > 2) store<f32>(out + load<u32>(position, 28), f32x4.extract_lane(value, 2));
  if (pixels > 3) store<f32>(out + load<u32>(position, 40), f32x4.extract_lane(value, 3));
}

/** Four pixels × eight output channels. */
export function tile4x8(
  correlation: Correlation,
  source: usize,
  first: i32,
  weights: usize,
  bias: usize,
  out: usize,
  outPlaneBytes: usize,
  channels: i32,
): void {
  const position = correlation.positions + <usize>first * positionBytes;
  const p0 = source + sourceOf(position, 0);
  const p1 = source + sourceOf(position, 1);
  const p2 = source + sourceOf(position, 2);
  const p3 = source + sourceOf(position, 3);
  let a0 = v128.load(bias), a1 = v128.load(bias, 16);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  // Rows of taps that fall outside the image for the whole tile would add zeros: they are left out.
  const runsPerRow = <usize>correlation.runsPerRow;
  const firstRun = <usize>load<u16>(position, 44) * runsPerRow;
  const end = correlation.runs + ((<usize>load<u16>(position, 10) * runsPerRow) << 2);
  const length = correlation.runLength;
  const stepBytes = <usize>correlation.runStepBytes;
  weights += firstRun * <usize>length * 32;
  for (let run = correlation.runs + (firstRun << 2); run < end; run += 4) {
    const offset = <usize>load<u32>(run);
    let q0 = p0 + offset, q1 = p1 + offset, q2 = p2 + offset, q3 = p3 + offset;
    for (let tap = length; tap > 0; tap--) {
      const w0 = v128.load(weights), w1 = v128.load(weights, 16);
      let x = v128.load32_splat(q0);
      a0 = mulAdd(x, w0, a0); a1 = mulAdd(x, w1, a1);
      x = v128.load32_splat(q1);
      b0 = mulAdd(x, w0, b0); b1 = mulAdd(x, w1, b1);
      x = v128.load32_splat(q2);
      c0 = mulAdd(x, w0, c0); c1 = mulAdd(x, w1, c1);
      x = v128.load32_splat(q3);
      d0 = mulAdd(x, w0, d0); d1 = mulAdd(x, w1, d1);
      weights += 32;
      q0 += stepBytes; q1 += stepBytes; q2 += stepBytes; q3 += stepBytes;
    }
  }
  const pixels = correlation.positionCount - first;
  storePixels(out, outPlaneBytes, channels, position, pixels, correlation.contiguous, a0, b0, c0, d0);
  storePixels(out + 4 * outPlaneBytes, outPlaneBytes, channels - 4, position, pixels, correlation.contiguous, a1, b1, c1, d1);
}

/** Eight pixels × four output channels. */
export function tile8x4(
  correlation: Correlation,
  source: usize,
  first: i32,
  weights: usize,
  bias: usize,
  out: usize,
  outPlaneBytes: usize,
  channels: i32,
): void {
  const position = correlation.positions + <usize>first * positionBytes;
  const p0 = source + sourceOf(position, 0);
  const p1 = source + sourceOf(position, 1);
  const p2 = source + sourceOf(position, 2);
  const p3 = source + sourceOf(position, 3);
  const p4 = source + sourceOf(position, 4);
  const p5 = source + sourceOf(position, 5);
  const p6 = source + sourceOf(position, 6);
  const p7 = source + sourceOf(position, 7);
  let a = v128.load(bias), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  // Rows of taps that fall outside the image for the whole tile would add zeros: they are left out.
  const runsPerRow = <usize>correlation.runsPerRow;
  const firstRun = <usize>load<u16>(position, 92) * runsPerRow;
  const end = correlation.runs + ((<usize>load<u16>(position, 10) * runsPerRow) << 2);
  const length = correlation.runLength;
  const stepBytes = <usize>correlation.runStepBytes;
  weights += firstRun * <usize>length * 16;
  for (let run = correlation.runs + (firstRun << 2); run < end; run += 4) {
    const offset = <usize>load<u32>(run);
    let q0 = p0 + offset, q1 = p1 + offset, q2 = p2 + offset, q3 = p3 + offset, 
      q4 = p4 + offset, q5 = p5 + offset, q6 = p6 + offset, q7 = p7 + offset;
    for (let tap = length; tap > 0; tap--) {
      const w = v128.load(weights);
      a = mulAdd(v128.load32_splat(q0), w, a);
      b = mulAdd(v128.load32_splat(q1), w, b);
      c = mulAdd(v128.load32_splat(q2), w, c);
      d = mulAdd(v128.load32_splat(q3), w, d);
      e = mulAdd(v128.load32_splat(q4), w, e);
      f = mulAdd(v128.load32_splat(q5), w, f);
      g = mulAdd(v128.load32_splat(q6), w, g);
      h = mulAdd(v128.load32_splat(q7), w, h);
      weights += 16;
      q0 += stepBytes; q1 += stepBytes; q2 += stepBytes; q3 += stepBytes; q4 += stepBytes; q5 += stepBytes; q6 += stepBytes; q7 += stepBytes;
    }
  }
  const pixels = correlation.positionCount - first;
  storePixels(out, outPlaneBytes, channels, position, pixels, correlation.contiguous, a, b, c, d);
  if (pixels > 4) storePixels(out, outPlaneBytes, channels, position + 4 * positionBytes, pixels - 4, correlation.contiguous, e, f, g, h);
}
