/**
 * Copies of A and B in the order in which the tiles read them. Strides are in bytes.
 */
import { TILE_ROWS } from "./matMulTile";

/** Bytes of one packed row of a strip of eight columns. */
@inline
export const STRIP_STEP: usize = 32;

/**
 * Packs `inner` rows of `columns` columns of B as strips of eight columns, each [inner][8], `stripBytes` apart. Where the last strip has
 * fewer columns, its last one fills the rest: the tile computes those lanes and nobody stores them.
 */
export function packStrips(to: usize, stripBytes: usize, b: usize, bRow: usize, bColumn: usize, inner: i32, columns: i32): void {
  if (bColumn == 4) {
    const whole = columns >> 3;
    packAdjacentColumns(to, stripBytes, b, bRow, inner, whole);
    to += <usize>whole * stripBytes;
    b += <usize>whole << 5;
    columns &= 7;
  }
  for (; columns > 0; columns -= 8) {
    const width = min(8, columns);
    if (bRow == 4) packAdjacentRows(to, b, bColumn, inner, width);
    else packScattered(to, b, bRow, bColumn, inner, width);
    to += stripBytes;
    b += 8 * bColumn;
  }
}

/** Row by row through all strips, so that memory is read in order however far apart the rows are. */
function packAdjacentColumns(to: usize, stripBytes: usize, b: usize, bRow: usize, inner: i32, strips: i32): void {
  for (; inner > 0; inner--) {
    let from = b, strip = to;
    for (let count = strips; count > 0; count--) {
      v128.store(strip, v128.load(from));
      v128.store(strip, v128.load(from, 16), 16);
      from += STRIP_STEP;
      strip += stripBytes;
    }
    to += STRIP_STEP;
    b += bRow;
  }
}

function packScattered(to: usize, b: usize, bRow: usize, bColumn: usize, inner: i32, columns: i32): void {
  for (; inner > 0; inner--) {
    let from = b;
    for (let column = 0; column < 8; column++) {
      f32.store(to + ((<usize>column) << 2), f32.load(from));
      if (column + 1 < columns) from += bColumn;
    }
    to += STRIP_STEP;
    b += bRow;
  }
}

/** B's columns are each contiguous (A·Wᵀ): blocks of 4 × 4 are transposed in registers. */
function packAdjacentRows(to: usize, b: usize, bColumn: usize, inner: i32, columns: i32): void {
  packFourColumns(to, b, bColumn, inner, columns);
  if (columns > 4) packFourColumns(to + 16, b + 4 * bColumn, bColumn, inner, columns - 4);
}

function packFourColumns(to: usize, b: usize, bColumn: usize, inner: i32, columns: i32): void {
  let b1 = columns > 1 ? b + bColumn : b;
  let b2 = columns > 2 ? b1 + bColumn : b1;
  let b3 = columns > 3 ? b2 + bColumn : b2;
  for (; inner >= 4; inner -= 4) {
    const x0 = v128.load(b), x1 = v128.load(b1), x2 = v128.load(b2), x3 = v128.load(b3);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
    v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
    v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
    to += 4 * STRIP_STEP;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  for (; inner > 0; inner--) {
    f32.store(to, f32.load(b));
    f32.store(to, f32.load(b1), 4);
    f32.store(to, f32.load(b2), 8);
    f32.store(to, f32.load(b3), 12);
    to += STRIP_STEP;
    b += 4;
    b1 += 4;
    b2 += 4;
    b3 += 4;
  }
}

/** Packs rows of A as groups of TILE_ROWS rows, each group [inner][TILE_ROWS]; rows that don't exist are left as they are. */
export function packRows(to: usize, a: usize, aRow: usize, aColumn: usize, rows: i32, inner: i32): void {
  const groupBytes = (<usize>inner * TILE_ROWS) << 2;
  for (; rows > 0; rows -= TILE_ROWS) {
    packGroup(to, a, aRow, aColumn, min(rows, TILE_ROWS), inner);
    to += groupBytes;
    a += <usize>TILE_ROWS * aRow;
  }
}

function packGroup(to: usize, a: usize, aRow: usize, aColumn: usize, rows: i32, inner: i32): void {
  if (aRow == 4 && rows == TILE_ROWS) {
    for (; inner > 0; inner--) {
      v128.store(to, v128.load(a));
      if (TILE_ROWS == 6) i64.store(to, i64.load(a, 16), 16);
      to += TILE_ROWS << 2;
      a += aColumn;
    }
    return;
  }
  for (; inner > 0; inner--) {
    let from = a;
    for (let row = 0; row < rows; row++) {
      f32.store(to + ((<usize>row) << 2), f32.load(from));
      from += aRow;
    }
    to += TILE_ROWS << 2;
    a += aColumn;
  }
}
