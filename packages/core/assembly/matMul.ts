/**
 * Matrix product of f32 matrices with any strides, over one linear memory; no allocation, no globals, so threads may call it side by side.
 *
 * The law of these kernels: an element of out is the result of one sequence of f32 operations, fixed by the whole problem (K, the algorithm,
 * whether there is a bias or an accumulation), never by the tile a call computes, nor by how the tile is packed or cut into registers.
 * Any division of out among threads therefore gives the same bits.
 */
import { matMulDot } from "./matMulDot";
import { matMulPanel } from "./matMulPanel";
import { matMulTiny } from "./matMulTiny";

/** Algorithm 1, vectors along k, needs contiguous rows of A and columns of B; algorithm 0 takes any strides. */
const DOT: i32 = 1;
/** Most products of a tile that is computed one element at a time. */
const TINY: i32 = 48;

/**
 * out[i, j] = Σ_k a[i, k] · b[k, j] (+ bias[j]) (+ out[i, j]) for i in [rowBegin, rowEnd) and j in [columnBegin, columnEnd).
 *
 * Strides are in elements, addresses in bytes and aligned to 4; out has column stride 1 and overlaps neither A, B, bias nor scratch.
 * `bias` is 0 or the address of N values; it is added to the finished sum. With `accumulate` out's old value is added (bias + old value first).
 * `algorithm` must be the same for every tile of a problem: take it, and the size of `scratch`, from matMulPlan.
 */
export function matMul(
  algorithm: i32,
  out: usize, outRowStride: i32,
  a: usize, aRowStride: i32, aColumnStride: i32,
  b: usize, bRowStride: i32, bColumnStride: i32,
  rowBegin: i32, rowEnd: i32, columnBegin: i32, columnEnd: i32,
  inner: i32,
  bias: usize, accumulate: i32,
  scratch: usize,
): void {
  const rows = rowEnd - rowBegin, columns = columnEnd - columnBegin;
  if (rows <= 0 || columns <= 0) return;
  const outRow = <usize>outRowStride << 2, aRow = <usize>aRowStride << 2, bColumn = <usize>bColumnStride << 2;
  const columnOffset = <usize>columnBegin << 2;
  out += <usize>rowBegin * outRow + columnOffset;
  a += <usize>rowBegin * aRow;
  b += <usize>columnBegin * bColumn;
  if (bias) bias += columnOffset;
  let addend: usize = 0, addendRow: usize = 0;
  if (accumulate) {
    if (bias) addBias(out, outRow, bias, rows, columns);
    addend = out;
    addendRow = outRow;
  } else if (bias) {
    addend = bias;
  }
  if (inner <= 0) {
    if (!accumulate) fillRows(out, outRow, bias, rows, columns);
  } else if (algorithm == DOT) {
    matMulDot(out, outRow, a, aRow, b, bColumn, rows, columns, inner, addend, addendRow, scratch);
  } else {
    const aColumn = <usize>aColumnStride << 2, bRow = <usize>bRowStride << 2;
    if (inner <= TINY && rows <= TINY && columns <= TINY && rows * columns * inner <= TINY) {
      matMulTiny(out, outRow, a, aRow, aColumn, b, bRow, bColumn, rows, columns, inner, addend, addendRow);
    } else if (columns == 1 && outRow == 4 && !bias) {
      // One contiguous column is the row of the transposed product, whose sums are the same.
      matMulPanel(out, outRow, b, bColumn, bRow, a, aColumn, aRow, 1, rows, inner, addend, addendRow, scratch);
    } else {
      matMulPanel(out, outRow, a, aRow, aColumn, b, bRow, bColumn, rows, columns, inner, addend, addendRow, scratch);
    }
  }
}

/** The same product for each of the matrices batchBegin … batchEnd − 1; batch strides are in elements and may be 0 for a shared operand. */
export function matMulBatched(
  algorithm: i32,
  batchBegin: i32, batchEnd: i32, outBatchStride: i32, aBatchStride: i32, bBatchStride: i32,
  out: usize, outRowStride: i32,
  a: usize, aRowStride: i32, aColumnStride: i32,
  b: usize, bRowStride: i32, bColumnStride: i32,
  rowBegin: i32, rowEnd: i32, columnBegin: i32, columnEnd: i32,
  inner: i32,
  bias: usize, accumulate: i32,
  scratch: usize,
): void {
  for (let batch = batchBegin; batch < batchEnd; batch++) {
    matMul(
      algorithm,
      out + (<usize>(batch * outBatchStride) << 2), outRowStride,
      a + (<usize>(batch * aBatchStride) << 2), aRowStride, aColumnStride,
      b + (<usize>(batch * bBatchStride) << 2), bRowStride, bColumnStride,
      rowBegin, rowEnd, columnBegin, columnEnd, inner, bias, accumulate, scratch,
    );
  }
}

function addBias(out: usize, outRow: usize, bias: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    for (let column = 0; column < columns; column++) {
      const offset = <usize>column << 2;
      f32.store(out + offset, f32.load(bias + offset) + f32.load(out + offset));
    }
    out += outRow;
  }
}

/** K = 0: the empty sum. */
function fillRows(out: usize, outRow: usize, bias: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    for (let column = 0; column < columns; column++) {
      const offset = <usize>column << 2;
      f32.store(out + offset, bias ? f32.load(bias + offset) : 0);
    }
    out += outRow;
  }
}
