/**
 * The register tiles of the matrix product: `rows` × 8 (or × 4) elements of out, each the sum over k in rising order, vectors along the columns.
 *
 *   out[i, j] = addend[i, j] + Σ_k a[i, k] · b[k, j]        (without an addend, the sum alone)
 *
 * Lanes never mix, so an element's bits do not depend on the tile that computes it. All strides are in bytes.
 * The sum starts at zero and the addend is added last, so that blocks of k make a shallow tree instead of one long chain.
 * An addend of 0 means none, and then addendRow is 0 too.
 */
import { mulAdd } from "./mulAdd";

/** Rows of the largest tile. Six fill the sixteen registers of x86-64 when multiply and add are one instruction; else four leave room. */
@inline
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

@inline
function finish(out: usize, addend: usize, low: v128, high: v128, wide: bool): void {
  v128.store(out, addend ? f32x4.add(v128.load(addend), low) : low);
  if (wide) v128.store(out, addend ? f32x4.add(v128.load(addend, 16), high) : high, 16);
}

/** One body for every tile: `rows` and `wide` are constants at each call below, so the branches on them cost nothing. */
@inline
function tile(
  rows: i32, wide: bool, inner: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize,
  out: usize, outRow: usize, addend: usize, addendRow: usize,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  let a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  for (; inner > 0; inner--) {
    const b0 = v128.load(b);
    const b1 = wide ? v128.load(b, 16) : b0;
    let x = v128.load32_splat(a);
    c00 = mulAdd(x, b0, c00);
    if (wide) c01 = mulAdd(x, b1, c01);
    a += aStep;
    if (rows > 1) {
      x = v128.load32_splat(a1);
      c10 = mulAdd(x, b0, c10);
      if (wide) c11 = mulAdd(x, b1, c11);
      a1 += aStep;
    }
    if (rows > 2) {
      x = v128.load32_splat(a2);
      c20 = mulAdd(x, b0, c20);
      if (wide) c21 = mulAdd(x, b1, c21);
      a2 += aStep;
    }
    if (rows > 3) {
      x = v128.load32_splat(a3);
      c30 = mulAdd(x, b0, c30);
      if (wide) c31 = mulAdd(x, b1, c31);
      a3 += aStep;
    }
    if (rows > 4) {
      x = v128.load32_splat(a4);
      c40 = mulAdd(x, b0, c40);
      if (wide) c41 = mulAdd(x, b1, c41);
      a4 += aStep;
    }
    if (rows > 5) {
      x = v128.load32_splat(a5);
      c50 = mulAdd(x, b0, c50);
      if (wide) c51 = mulAdd(x, b1, c51);
      a5 += aStep;
    }
    b += bStep;
  }
  finish(out, addend, c00, c01, wide);
  if (rows > 1) finish((out += outRow), (addend += addendRow), c10, c11, wide);
  if (rows > 2) finish((out += outRow), (addend += addendRow), c20, c21, wide);
  if (rows > 3) finish((out += outRow), (addend += addendRow), c30, c31, wide);
  if (rows > 4) finish((out += outRow), (addend += addendRow), c40, c41, wide);
  if (rows > 5) finish((out += outRow), (addend += addendRow), c50, c51, wide);
}

function tile1x8(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(1, true, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile2x8(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(2, true, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile3x8(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(3, true, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile4x8(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(4, true, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile6x8(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(6, true, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile1x4(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(1, false, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile2x4(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(2, false, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}
function tile4x4(k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, o: usize, oRow: usize, d: usize, dRow: usize): void {
  tile(4, false, k, a, aRow, aStep, b, bStep, o, oRow, d, dRow);
}

/** Any number of rows of 8 columns (`wide`) or 4, by the largest tiles that fit. */
export function computeTile(
  rows: i32, wide: bool, inner: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize,
  out: usize, outRow: usize, addend: usize, addendRow: usize,
): void {
  while (rows > 0) {
    let done: i32;
    if (wide) {
      if (TILE_ROWS == 6 && rows >= 6) { tile6x8(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 6; }
      else if (rows >= 4) { tile4x8(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 4; }
      else if (rows == 3) { tile3x8(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 3; }
      else if (rows == 2) { tile2x8(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 2; }
      else { tile1x8(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 1; }
    } else if (rows >= 4) { tile4x4(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 4; }
    else if (rows >= 2) { tile2x4(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 2; }
    else { tile1x4(inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow); done = 1; }
    rows -= done;
    a += <usize>done * aRow;
    out += <usize>done * outRow;
    addend += <usize>done * addendRow;
  }
}

/** One row of 32 columns straight from a B whose columns are adjacent: eight independent sums hide the latency of the addition. */
export function computeRow32(inner: i32, a: usize, aStep: usize, b: usize, bStep: usize, out: usize, addend: usize): void {
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  for (; inner > 0; inner--) {
    const x = v128.load32_splat(a);
    c0 = mulAdd(x, v128.load(b), c0);
    c1 = mulAdd(x, v128.load(b, 16), c1);
    c2 = mulAdd(x, v128.load(b, 32), c2);
    c3 = mulAdd(x, v128.load(b, 48), c3);
    c4 = mulAdd(x, v128.load(b, 64), c4);
    c5 = mulAdd(x, v128.load(b, 80), c5);
    c6 = mulAdd(x, v128.load(b, 96), c6);
    c7 = mulAdd(x, v128.load(b, 112), c7);
    a += aStep;
    b += bStep;
  }
  finish(out, addend, c0, c1, true);
  finish(out + 32, addend ? addend + 32 : 0, c2, c3, true);
  finish(out + 64, addend ? addend + 64 : 0, c4, c5, true);
  finish(out + 96, addend ? addend + 96 : 0, c6, c7, true);
}
