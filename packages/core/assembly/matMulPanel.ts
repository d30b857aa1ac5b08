/**
 * The general matrix product: any strides, vectors along the columns, sums in rising k.
 *
 * k is cut into blocks whose length depends on K alone; each block's sum is added to what out holds:
 *   out[i, j] = ((addend + S_0) + S_1) + …,   S_p = Σ_{k in block p} a[i, k] · b[k, j]
 * For each block, strips of eight columns of B are packed (and A too where its columns are far apart), so that the tiles read memory in
 * order. Whether they are packed makes no difference to the sums.
 */
import { computeRow32, computeTile, TILE_ROWS } from "./matMulTile";
import { packRows, packStrips, STRIP_STEP } from "./matMulPack";

/** Longest block of k: a packed strip takes 16 KB of a first-level cache of 32 KB or more. Must agree with matMulPlan.ts. */
const BLOCK_INNER: i32 = 512;
/** Rows of A kept in the second-level cache while the strips of B go by. Must agree with matMulPlan.ts. */
const BLOCK_ROWS: i32 = 384;
/** A's column stride in bytes from which packing A pays; below, neighbouring rows share cache lines well. Must agree with matMulPlan.ts. */
const PACK_ROWS_STRIDE: usize = 1024;
/** With so few rows, and B's block so small that it stays in the second-level cache, a strip of B is read too seldom to be worth a copy. */
const DIRECT_ROWS: i32 = 32;
const DIRECT_BYTES: usize = 1 << 19;
/** Strips packed together where B's columns are adjacent, and the bytes between them that keep them out of each other's cache sets. Must agree with matMulPlan.ts. */
const GROUP_STRIPS: usize = 8;
const STRIP_GAP: usize = 64;
/** One tile of up to 6 × 8 elements for columns that end inside a vector. Must agree with matMulPlan.ts. */
const EDGE_BYTES: usize = 256;

/** The length of equal blocks of at most `most`, rounded up to a multiple of `grain`, which divides `most`. */
@inline
function blockLength(length: i32, most: i32, grain: i32): i32 {
  const blocks = (length + most - 1) / most;
  return (length + blocks * grain - 1) / (blocks * grain) * grain;
}

/** All strides in bytes; `inner` ≥ 1; the addend is 0 with addendRow 0, or an address. */
export function matMulPanel(
  out: usize, outRow: usize, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize,
  rows: i32, columns: i32, inner: i32, addend: usize, addendRow: usize, scratch: usize,
): void {
  const block = blockLength(inner, BLOCK_INNER, 4);
  const blockHeight = blockLength(rows, BLOCK_ROWS, 2 * TILE_ROWS);
  const strips = scratch + EDGE_BYTES;
  const stripBytes = <usize>block * STRIP_STEP + STRIP_GAP;
  const packedA = strips + GROUP_STRIPS * stripBytes;
  const packA = aColumn >= PACK_ROWS_STRIDE && columns > 16 && rows >= 4;
  const direct = bColumn == 4 && (rows == 1 || (rows <= DIRECT_ROWS && <usize>block * bRow <= DIRECT_BYTES));
  const groupColumns = bColumn == 4 ? <i32>GROUP_STRIPS * 8 : 8;
  for (let k = 0; k < inner; k += block) {
    const length = min(block, inner - k);
    for (let row = 0; row < rows; row += blockHeight) {
      const height = min(blockHeight, rows - row);
      const aBlock = a + <usize>row * aRow + <usize>k * aColumn;
      if (packA) packRows(packedA, aBlock, aRow, aColumn, height, length);
      const outBlock = out + <usize>row * outRow;
      const addendBlock = addend + <usize>row * addendRow;
      const bBlock = b + <usize>k * bRow;
      let column = 0;
      if (direct && height == 1) {
        for (; column + 32 <= columns; column += 32) {
          const offset = (<usize>column) << 2;
          computeRow32(length, aBlock, aColumn, bBlock + offset, bRow, outBlock + offset, addend ? addendBlock + offset : 0);
        }
      }
      while (column < columns) {
        const groupEnd = min(columns, column + groupColumns);
        let strip = strips;
        if (!direct) packStrips(strips, stripBytes, bBlock + <usize>column * bColumn, bRow, bColumn, length, groupEnd - column);
        for (; column < groupEnd; column += 8) {
          const offset = (<usize>column) << 2;
          const width = min(8, columns - column);
          let from = strip, step = STRIP_STEP;
          if (direct) {
            from = bBlock + offset;
            step = bRow;
            if ((width & 3) != 0) {
              packStrips(strips, stripBytes, from, bRow, bColumn, length, width);
              from = strips;
              step = STRIP_STEP;
            }
          }
          strip += stripBytes;
          const addendStrip = addend ? addendBlock + offset : 0;
          if (packA) {
            for (let group = 0; group < height; group += TILE_ROWS) {
              computeStrip(
                min(TILE_ROWS, height - group), width, length, packedA + ((<usize>group * length) << 2), 4, TILE_ROWS << 2, from, step,
                outBlock + <usize>group * outRow + offset, outRow, addendStrip + <usize>group * addendRow, addendRow, scratch,
              );
            }
          } else {
            computeStrip(height, width, length, aBlock, aRow, aColumn, from, step, outBlock + offset, outRow, addendStrip, addendRow, scratch);
          }
        }
      }
    }
    addend = out;
    addendRow = outRow;
  }
}

/** Rows × one strip. A width that ends inside a vector goes through a small tile, of which only the elements that exist are stored. */
function computeStrip(
  rows: i32, width: i32, inner: i32, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize,
  out: usize, outRow: usize, addend: usize, addendRow: usize, edge: usize,
): void {
  if ((width & 3) == 0) {
    computeTile(rows, width == 8, inner, a, aRow, aStep, b, bStep, out, outRow, addend, addendRow);
    return;
  }
  for (; rows > 0; rows -= TILE_ROWS) {
    const height = min(TILE_ROWS, rows);
    computeTile(height, width > 4, inner, a, aRow, aStep, b, bStep, edge, STRIP_STEP, 0, 0);
    let sum = edge;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const offset = (<usize>column) << 2;
        const value = f32.load(sum + offset);
        f32.store(out + offset, addend ? f32.load(addend + offset) + value : value);
      }
      sum += STRIP_STEP;
      out += outRow;
      addend += addendRow;
    }
    a += <usize>TILE_ROWS * aRow;
  }
}
