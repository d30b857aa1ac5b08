/**
 * How a matrix product runs: its algorithm, the scratch of one thread, and how threads divide it.
 *
 * The algorithm is part of the result: it fixes the order of the sums, so all tiles of one product must use the same.
 * The constants repeat those of `assembly/matMul*.ts`; a test runs the kernels between guard bytes to hold them together.
 */

/** Sizes of out[batch, rows, columns] = A[rows, inner] · B[inner, columns], and the strides of A and B in elements. */
export interface MatMulGeometry {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly aRowStride: number;
  readonly aColumnStride: number;
  readonly bRowStride: number;
  readonly bColumnStride: number;
}

/** The dimension of out that threads divide; every boundary is a multiple of `grain`, save the end at `units`. */
export interface MatMulSplit {
  readonly by: "batch" | "rows" | "columns";
  readonly units: number;
  readonly grain: number;
}

export interface MatMulPlan {
  /** First argument of the kernels: 0 takes any strides, 1 sums along contiguous rows of A and columns of B. */
  readonly algorithm: number;
  /** Scratch bytes of one thread, at an address that is a multiple of 64, enough for every tile of the product. */
  readonly scratchByteCount: number;
  readonly split: MatMulSplit;
}

const panelAlgorithm = 0;
const dotAlgorithm = 1;

const blockInner = 512;
const blockRows = 384;
const stripColumns = 8;
const groupStrips = 8;
const stripGapBytes = 64;
const packRowsStrideBytes = 1024;
const edgeByteCount = 256;
const dotScratchByteCount = 64;
/** Rows in multiples of the tiles of both builds, 4 and 6; few rows are divided more finely. */
const rowGrain = 12;
const fineRowGrain = 4;
/** A cache line of out, so that threads do not write to the same one; few columns are divided more finely. */
const columnGrain = 16;
const fineColumnGrain = 4;

/** The plan of a product, the same for every number of threads. */
export function matMulPlan(geometry: MatMulGeometry): MatMulPlan {
  const algorithm = algorithmOf(geometry);
  return {
    algorithm,
    scratchByteCount: algorithm === dotAlgorithm ? dotScratchByteCount : panelScratchByteCount(geometry),
    split: splitOf(geometry, algorithm),
  };
}

/** Measured: summing along k spares the packing of B, which pays for few rows, for columns that leave vectors half empty, and for long sums. */
function algorithmOf({ rows, columns, inner, aColumnStride, bRowStride }: MatMulGeometry): number {
  if (aColumnStride !== 1 || bRowStride !== 1 || inner < 4) return panelAlgorithm;
  const fewRows = rows < 12 || (rows <= 64 && inner >= 256);
  const fewColumns = columns < 8 || (columns < 16 && columns % 8 !== 0 && inner >= 64);
  return fewRows || fewColumns ? dotAlgorithm : panelAlgorithm;
}

function panelScratchByteCount(geometry: MatMulGeometry): number {
  const blocks = Math.max(1, Math.ceil(geometry.inner / blockInner));
  const block = Math.ceil(Math.ceil(geometry.inner / blocks) / 4) * 4;
  const packedRows = packsRows(geometry) ? Math.ceil(Math.min(geometry.rows, blockRows) / rowGrain) * rowGrain : 0;
  const stripByteCount = 4 * block * stripColumns + stripGapBytes;
  return Math.ceil((edgeByteCount + groupStrips * stripByteCount + 4 * block * packedRows) / 64) * 64;
}

function packsRows({ rows, columns, aColumnStride }: MatMulGeometry): boolean {
  return 4 * aColumnStride >= packRowsStrideBytes && columns > 16 && rows >= 4;
}

/** Each thread packs what it reads: B again for every division of the rows, A (if at all) for every division of the columns. */
function splitOf(geometry: MatMulGeometry, algorithm: number): MatMulSplit {
  const { batch, rows, columns } = geometry;
  if (batch >= 4) return { by: "batch", units: batch, grain: 1 };
  const alike = algorithm === dotAlgorithm || packsRows(geometry);
  if (columns >= rows || (!alike && columns >= 8 * columnGrain))
    return { by: "columns", units: columns, grain: columns < 16 * columnGrain ? fineColumnGrain : columnGrain };
  return { by: "rows", units: rows, grain: rows < 8 * rowGrain ? fineRowGrain : rowGrain };
}
