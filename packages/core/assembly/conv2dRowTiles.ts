// The innermost loops with pixels in the lanes: a few output channels times vectors of four neighbouring pixels.
// They sum in the order of `conv2dTiles`, and serve where 8 channels would not fill a tile.
import { Correlation, positionBytes } from "./conv2dTiles";
import { mulAdd } from "./mulAdd";

/** Vectors that the longest tile takes: position lists end with one copy fewer of the last. */
export const longestRowTile: i32 = 6;

/** Stores the pixels of one vector; the low bits of the output's byte offset say how many of the four are missing. */
function storePixels(out: usize, position: usize, value: v128): void {
  const offset = load<u32>(position, 4);
  const missing = offset & 3;
  const to = out + (offset - missing);
  if (missing == 0) {
    v128.store(to, value);
    return;
  }
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (missing < 3) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (missing < 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

/** Four channels × two vectors. */
function tile4x2(
  correlation: Correlation, source: usize, position: usize, weights: usize, lanes: usize, bias: usize, out: usize, outPlaneBytes: usize,
): void {
  const p0 = source + load<u32>(position);
  const p1 = source + load<u32>(position, 12);
  let a0 = v128.load32_splat(bias), a1 = a0;
  let b0 = v128.load32_splat(bias, 4), b1 = b0;
  let c0 = v128.load32_splat(bias, 8), c1 = c0;
  let d0 = v128.load32_splat(bias, 12), d1 = d0;
  const runsPerRow = <usize>correlation.runsPerRow;
  const firstRun = <usize>load<u16>(position, 20) * runsPerRow;
  const end = correlation.runs + ((<usize>load<u16>(position, 10) * runsPerRow) << 2);
  const length = correlation.runLength;
  const stepBytes = <usize>correlation.runStepBytes;
  const weightStep = lanes << 2;
  weights += firstRun * <usize>length * weightStep;
  for (let run = correlation.runs + (firstRun << 2); run < end; run += 4) {
    const offset = <usize>load<u32>(run);
    let q0 = p0 + offset, q1 = p1 + offset;
    for (let tap = length; tap > 0; tap--) {
      const v0 = v128.load(q0), v1 = v128.load(q1);
      let w = v128.load32_splat(weights);
      a0 = mulAdd(w, v0, a0); a1 = mulAdd(w, v1, a1);
      w = v128.load32_splat(weights, 4);
      b0 = mulAdd(w, v0, b0); b1 = mulAdd(w, v1, b1);
      w = v128.load32_splat(weights, 8);
      c0 = mulAdd(w, v0, c0); c1 = mulAdd(w, v1, c1);
      w = v128.load32_splat(weights, 12);
      d0 = mulAdd(w, v0, d0); d1 = mulAdd(w, v1, d1);
      weights += weightStep;
      q0 += stepBytes; q1 += stepBytes;
    }
  }
  storePixels(out, position, a0);
  storePixels(out + outPlaneBytes, position, b0);
  storePixels(out + 2 * outPlaneBytes, position, c0);
  storePixels(out + 3 * outPlaneBytes, position, d0);
  storePixels(out, position + 12, a1);
  storePixels(out + outPlaneBytes, position + 12, b1);
  storePixels(out + 2 * outPlaneBytes, position + 12, c1);
  storePixels(out + 3 * outPlaneBytes, position + 12, d1);
}

/** Two channels × four vectors. */
function tile2x4(
  correlation: Correlation, source: usize, position: usize, weights: usize, lanes: usize, bias: usize, out: usize, outPlaneBytes: usize,
): void {
  const p0 = source + load<u32>(position);
  const p1 = source + load<u32>(position, 12);
  const p2 = source + load<u32>(position, 24);
  const p3 = source + load<u32>(position, 36);
  let a0 = v128.load32_splat(bias), a1 = a0, a2 = a0, a3 = a0;
  let b0 = v128.load32_splat(bias, 4), b1 = b0, b2 = b0, b3 = b0;
  const runsPerRow = <usize>correlation.runsPerRow;
  const firstRun = <usize>load<u16>(position, 44) * runsPerRow;
  const end = correlation.runs + ((<usize>load<u16>(position, 10) * runsPerRow) << 2);
  const length = correlation.runLength;
  const stepBytes = <usize>correlation.runStepBytes;
  const weightStep = lanes << 2;
  weights += firstRun * <usize>length * weightStep;
  for (let run = correlation.runs + (firstRun << 2); run < end; run += 4) {
    const offset = <usize>load<u32>(run);
    let q0 = p0 + offset, q1 = p1 + offset, q2 = p2 + offset, q3 = p3 + offset;
    for (let tap = length; tap > 0; tap--) {
      const v0 = v128.load(q0), v1 = v128.load(q1), v2 = v128.load(q2), v3 = v128.load(q3);
      let w = v128.load32_splat(weights);
      a0 = mulAdd(w, v0, a0); a1 = mulAdd(w, v1, a1); a2 = mulAdd(w, v2, a2); a3 = mulAdd(w, v3, a3);
      w = v128.load32_splat(weights, 4);
      b0 = mulAdd(w, v0, b0); b1 = mulAdd(w, v1, b1); b2 = mulAdd(w, v2, b2); b3 = mulAdd(w, v3, b3);
      weights += weightStep;
      q0 += stepBytes; q1 += stepBytes; q2 += stepBytes; q3 += stepBytes;
    }
  }
  storePixels(out, position, a0);
  storePixels(out + outPlaneBytes, position, b0);
  storePixels(out, position + 12, a1);
  storePixels(out + outPlaneBytes, position + 12, b1);
  storePixels(out, position + 24, a2);
  storePixels(out + outPlaneBytes, position + 24, b2);
  storePixels(out, position + 36, a3);
  storePixels(out + outPlaneBytes, position + 36, b3);
}

/** One channel × six vectors. */
function tile1x6(
  correlation: Correlation, source: usize, position: usize, weights: usize, lanes: usize, bias: usize, out: usize, outPlaneBytes: usize,
): void {
  const p0 = source + load<u32>(position);
  const p1 = source + load<u32>(position, 12);
  const p2 = source + load<u32>(position, 24);
  const p3 = source + load<u32>(position, 36);
  const p4 = source + load<u32>(position, 48);
  const p5 = source + load<u32>(position, 60);
  let a0 = v128.load32_splat(bias), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
  const runsPerRow = <usize>correlation.runsPerRow;
  const firstRun = <usize>load<u16>(position, 68) * runsPerRow;
  const end = correlation.runs + ((<usize>load<u16>(position, 10) * runsPerRow) << 2);
  const length = correlation.runLength;
  const stepBytes = <usize>correlation.runStepBytes;
  const weightStep = lanes << 2;
  weights += firstRun * <usize>length * weightStep;
  for (let run = correlation.runs + (firstRun << 2); run < end; run += 4) {
    const offset = <usize>load<u32>(run);
    let q0 = p0 + offset, q1 = p1 + offset, q2 = p2 + offset, q3 = p3 + offset, q4 = p4 + offset, q5 = p5 + offset;
    for (let tap = length; tap > 0; tap--) {
      const w = v128.load32_splat(weights);
      a0 = mulAdd(w, v128.load(q0), a0);
      a1 = mulAdd(w, v128.load(q1), a1);
      a2 = mulAdd(w, v128.load(q2), a2);
      a3 = mulAdd(w, v128.load(q3), a3);
      a4 = mulAdd(w, v128.load(q4), a4);
      a5 = mulAdd(w, v128.load(q5), a5);
      weights += weightStep;
      q0 += stepBytes; q1 += stepBytes; q2 += stepBytes; q3 += stepBytes; q4 += stepBytes; q5 += stepBytes;
    }
  }
  storePixels(out, position, a0);
  storePixels(out, position + 12, a1);
  storePixels(out, position + 24, a2);
  storePixels(out, position + 36, a3);
  storePixels(out, position + 48, a4);
  storePixels(out, position + 60, a5);
}

/** All positions of a block of up to 8 channels, whose packed weights have 4 or 8 lanes. */
export function runRowTiles(
  correlation: Correlation, source: usize, weights: usize, lanes: usize, bias: usize, out: usize, outPlaneBytes: usize, channels: i32,
): void {
  const end = correlation.positions + <usize>correlation.positionCount * positionBytes;
  while (channels > 0) {
    const taken = channels >= 4 ? 4 : channels >= 2 ? 2 : 1;
    let position = correlation.positions;
    if (taken == 4) {
      for (; position < end; position += 2 * positionBytes) tile4x2(correlation, source, position, weights, lanes, bias, out, outPlaneBytes);
    } else if (taken == 2) {
      for (; position < end; position += 4 * positionBytes) tile2x4(correlation, source, position, weights, lanes, bias, out, outPlaneBytes);
    } else {
      for (; position < end; position += 6 * positionBytes) tile1x6(correlation, source, position, weights, lanes, bias, out, outPlaneBytes);
    }
    channels -= taken;
    weights += <usize>taken << 2;
    bias += <usize>taken << 2;
    out += <usize>taken * outPlaneBytes;
  }
}
