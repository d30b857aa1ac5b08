/** Whole numbers, an example after the other, or wherever `starts` says: then examples may overlap. */
export interface StoredTokens {
  readonly values: Int32Array;
  /** Where each example begins in `values` (default: one after the other). */
  readonly starts?: Int32Array | undefined;
}

/** Inputs as they are kept: numbers, bytes that stand for byte · scale + offset, or tokens (i32). */
export type StoredInputs =
  | { readonly values: Float32Array }
  | { readonly values: Uint8Array; readonly scale: number; readonly offset: number }
  | StoredTokens;

/** Class indices as they are kept. */
export interface StoredClasses extends StoredTokens {
  readonly kind: "class";
  readonly classCount: number;
  readonly classNames?: readonly string[] | undefined;
  /** Shape of one example's classes (default `[]`); with a shape, {@link ignoredClass} marks places that do not count. */
  readonly shape?: readonly number[] | undefined;
}

/** Targets as they are kept: class indices, or numbers of a shape. */
export type StoredTargets =
  | StoredClasses
  | { readonly kind: "value"; readonly values: Float32Array; readonly shape: readonly number[] };

/** The class index of positions that do not count, say where a sequence was filled up. */
export const ignoredClass = -1;

export type Numbers = Float32Array | Int32Array | Uint8Array;

/** Whether values are tokens. */
export function areTokens(stored: StoredInputs): stored is StoredTokens {
  return stored.values instanceof Int32Array;
}

/** Copies row `fromRow` of rows of `size` numbers to row `toRow`. */
export function copyRow(from: Numbers, fromRow: number, to: Numbers, toRow: number, size: number): void {
  copyNumbers(from, fromRow * size, to, toRow * size, size);
}

/** Copies example `index` to row `toRow`. */
export function copyTokens(stored: StoredTokens, index: number, to: Numbers, toRow: number, size: number): void {
  copyNumbers(stored.values, stored.starts?.[index] ?? index * size, to, toRow * size, size);
}

function copyNumbers(from: Numbers, source: number, to: Numbers, target: number, size: number): void {
  for (let i = 0; i < size; i += 1) to[target + i] = from[source + i] ?? 0;
}

/** Converts a row of bytes, four at a time: a third less time than one by one, where V8 checks bounds and the loop each time. */
export function convertRow(
  from: Numbers,
  byteValues: Float32Array,
  fromRow: number,
  to: Float32Array | Int32Array,
  toRow: number,
  size: number,
): void {
  const source = fromRow * size;
  const target = toRow * size;
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const first = byteValues[from[source + i] ?? 0] ?? 0;
    const second = byteValues[from[source + i + 1] ?? 0] ?? 0;
    const third = byteValues[from[source + i + 2] ?? 0] ?? 0;
    const fourth = byteValues[from[source + i + 3] ?? 0] ?? 0;
    to[target + i] = first;
    to[target + i + 1] = second;
    to[target + i + 2] = third;
    to[target + i + 3] = fourth;
  }
  for (; i < size; i += 1) to[target + i] = byteValues[from[source + i] ?? 0] ?? 0;
}

/** A copy of rows of `size` numbers. */
export function gatherRows<Values extends Numbers>(from: Numbers, to: Values, rows: Int32Array, size: number): Values {
  rows.forEach((row, i) => {
    copyRow(from, row, to, i, size);
  });
  return to;
}

/** Tokens of examples `first` up to, not including, `last`, as a view. */
export function sliceTokens<T extends StoredTokens>(stored: T, size: number, first: number, last: number): T {
  return stored.starts === undefined
    ? { ...stored, values: stored.values.subarray(first * size, last * size) }
    : { ...stored, starts: stored.starts.subarray(first, last) };
}

/** Tokens of the examples `rows`: copies, or, where `starts` says where they are, the places alone. */
export function selectTokens<T extends StoredTokens>(stored: T, size: number, rows: Int32Array): T {
  return stored.starts === undefined
    ? { ...stored, values: gatherRows(stored.values, new Int32Array(rows.length * size), rows, size) }
    : { ...stored, starts: gatherRows(stored.starts, new Int32Array(rows.length), rows, 1) };
}

/** Whether two examples share a token. */
export function doOverlap({ starts }: StoredTokens, size: number): boolean {
  if (starts === undefined) return false;
  const sorted = starts.slice().sort();
  return sorted.some((start, i) => i > 0 && start - (sorted[i - 1] ?? 0) < size);
}

/** Number of values in a shape. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
