/**
 * The matrix product where both A's rows and B's columns are contiguous (x·Wᵀ) and too few rows or columns make packing worth its while.
 *
 * Vectors run along k: lane l sums the products of k ≡ l (mod 4) in rising order; then
 *   out[i, j] = addend[i, j] + ((lane 0 + lane 2) + (lane 1 + lane 3))
 * whatever the tile. The tail of k, when K is no multiple of four, is filled with zeros. Strides are in bytes.
 */
import { mulAdd } from "./mulAdd";

/** `count` (1 to 3) elements and zeros, without reading past them. */
function loadTail(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const pair = v128.load64_zero(from);
  return count == 2 ? pair : v128.load32_lane(from, pair, 2, 8);
}

/** The four sums of four vectors: ((lane 0 + lane 2) + (lane 1 + lane 3)) each. */
@inline
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7)); // a02 a13 b02 b13
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

@inline
function store4(out: usize, addend: usize, sums: v128): void {
  v128.store(out, addend ? f32x4.add(v128.load(addend), sums) : sums);
}

/** Two rows × four columns (`two`) or one row × four columns; `two` is a constant at each call. */
@inline
function dotFour(two: bool, inner: i32, a: usize, aRow: usize, b: usize, bColumn: usize, out: usize, outRow: usize, addend: usize, addendRow: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
  let a1 = a + aRow, b1 = b + bColumn, b2 = b1 + bColumn, b3 = b2 + bColumn;
  for (; inner >= 4; inner -= 4) {
    const x0 = v128.load(a);
    const x1 = two ? v128.load(a1) : x0;
    let y = v128.load(b);
    c00 = mulAdd(x0, y, c00);
    if (two) c10 = mulAdd(x1, y, c10);
    y = v128.load(b1);
    c01 = mulAdd(x0, y, c01);
    if (two) c11 = mulAdd(x1, y, c11);
    y = v128.load(b2);
    c02 = mulAdd(x0, y, c02);
    if (two) c12 = mulAdd(x1, y, c12);
    y = v128.load(b3);
    c03 = mulAdd(x0, y, c03);
    if (two) c13 = mulAdd(x1, y, c13);
    a += 16;
    if (two) a1 += 16;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  if (inner > 0) {
    const x0 = loadTail(a, inner), y0 = loadTail(b, inner), y1 = loadTail(b1, inner), y2 = loadTail(b2, inner), y3 = loadTail(b3, inner);
    c00 = mulAdd(x0, y0, c00);
    c01 = mulAdd(x0, y1, c01);
    c02 = mulAdd(x0, y2, c02);
    c03 = mulAdd(x0, y3, c03);
    if (two) {
      const x1 = loadTail(a1, inner);
      c10 = mulAdd(x1, y0, c10);
      c11 = mulAdd(x1, y1, c11);
      c12 = mulAdd(x1, y2, c12);
      c13 = mulAdd(x1, y3, c13);
    }
  }
  store4(out, addend, sumLanes(c00, c01, c02, c03));
  if (two) store4(out + outRow, addend + addendRow, sumLanes(c10, c11, c12, c13));
}

/** One column × four rows: the tile above with A and B in each other's place, whose products are the same. */
function dot4x1(k: i32, a: usize, aRow: usize, b: usize, out: usize, outRow: usize, addend: usize, addendRow: usize, edge: usize): void {
  dotFour(false, k, b, 0, a, aRow, edge, 0, 0, 0);
  for (let row: usize = 0; row < 16; row += 4) {
    const sum = f32.load(edge + row);
    f32.store(out, addend ? f32.load(addend) + sum : sum);
    out += outRow;
    addend += addendRow;
  }
}

function dot2x4(k: i32, a: usize, aRow: usize, b: usize, bColumn: usize, out: usize, outRow: usize, addend: usize, addendRow: usize): void {
  dotFour(true, k, a, aRow, b, bColumn, out, outRow, addend, addendRow);
}

function dot1x4(k: i32, a: usize, b: usize, bColumn: usize, out: usize, addend: usize): void {
  dotFour(false, k, a, 0, b, bColumn, out, 0, addend, 0);
}

function dot1x1(inner: i32, a: usize, b: usize, out: usize, addend: usize): void {
  let c = f32x4.splat(0);
  for (; inner >= 4; inner -= 4) {
    c = mulAdd(v128.load(a), v128.load(b), c);
    a += 16;
    b += 16;
  }
  if (inner > 0) c = mulAdd(loadTail(a, inner), loadTail(b, inner), c);
  const sum = f32x4.extract_lane(sumLanes(c, c, c, c), 0);
  f32.store(out, addend ? f32.load(addend) + sum : sum);
}

/** A's columns and B's rows are adjacent; `inner` ≥ 1; the addend is 0 with addendRow 0, or an address. */
export function matMulDot(
  out: usize, outRow: usize, a: usize, aRow: usize, b: usize, bColumn: usize,
  rows: i32, columns: i32, inner: i32, addend: usize, addendRow: usize, scratch: usize,
): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    let aNow = a, outNow = out, addendNow = addend, row = 0;
    for (; row + 2 <= rows; row += 2) {
      dot2x4(inner, aNow, aRow, b, bColumn, outNow, outRow, addendNow, addendRow);
      aNow += 2 * aRow;
      outNow += 2 * outRow;
      addendNow += 2 * addendRow;
    }
    if (row < rows) dot1x4(inner, aNow, b, bColumn, outNow, addendNow);
    b += 4 * bColumn;
    out += 16;
    if (addend) addend += 16;
  }
  for (; column < columns; column++) {
    let aNow = a, outNow = out, addendNow = addend, row = 0;
    for (; row + 4 <= rows; row += 4) {
      dot4x1(inner, aNow, aRow, b, outNow, outRow, addendNow, addendRow, scratch);
      aNow += 4 * aRow;
      outNow += 4 * outRow;
      addendNow += 4 * addendRow;
    }
    for (; row < rows; row++) {
      dot1x1(inner, aNow, b, outNow, addendNow);
      aNow += aRow;
      outNow += outRow;
      addendNow += addendRow;
    }
    b += bColumn;
    out += 4;
    if (addend) addend += 4;
  }
}
