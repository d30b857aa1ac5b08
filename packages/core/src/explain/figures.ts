import { type NestedNumbers, toNested } from "../graph/nested.ts";
import { elementCount, type Shape } from "../graph/shape.ts";

/** The numbers of one tensor, in full precision. */
export interface TensorFigures {
  readonly shape: Shape;
  /** Row-major. */
  readonly values: ArrayLike<number>;
}

/** What a large tensor is shown by. */
export interface FigureSummary {
  readonly shape: Shape;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** √Σx². */
  readonly norm: number;
  /** Share of elements that are exactly zero, from 0 to 1. */
  readonly zeroShare: number;
  /** How many elements are NaN or infinite; they are left out of all other figures. */
  readonly nonFiniteCount: number;
  /** Counts in ten bins of equal width from `min` to `max`. */
  readonly histogram: readonly number[];
}

const binCount = 10;

export function figures(shape: Shape, values: ArrayLike<number>): TensorFigures {
  return Object.freeze({ shape, values });
}

/** TensorFigures as nested arrays; a number for a scalar. */
export function nestedFigures({ shape, values }: TensorFigures): NestedNumbers {
  return toNested(values, shape);
}

/**
 * Range, mean, norm, zeros and histogram of a tensor's numbers; those that are not finite are counted apart.
 *
 * @example
 * const { mean, zeroShare } = summarizeFigures({ shape: [4], values: Float64Array.of(0, 0, 1, 2) }); // 0.75, 0.5
 */
export function summarizeFigures({ shape, values }: TensorFigures): FigureSummary {
  const finite = Array.from(values).filter(Number.isFinite);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let total = 0;
  let squares = 0;
  let zeroCount = 0;
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    total += value;
    squares += value * value;
    if (value === 0) zeroCount += 1;
  }
  const histogram = new Array<number>(binCount).fill(0);
  for (const value of finite) {
    const bin = max === min ? 0 : Math.min(binCount - 1, Math.floor(((value - min) / (max - min)) * binCount));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const count = finite.length;
  return {
    shape,
    min: count === 0 ? Number.NaN : min,
    max: count === 0 ? Number.NaN : max,
    mean: total / count,
    norm: Math.sqrt(squares),
    zeroShare: zeroCount / Math.max(1, values.length),
    nonFiniteCount: values.length - count,
    histogram,
  };
}

/** The row-major place of an index, or `undefined` where it lies outside the shape. */
export function placeOf(shape: Shape, index: readonly number[]): number | undefined {
  if (index.length !== shape.length) return undefined;
  let place = 0;
  for (const [axis, size] of shape.entries()) {
    const at = index[axis] ?? -1;
    if (!Number.isInteger(at) || at < 0 || at >= size) return undefined;
    place = place * size + at;
  }
  return place;
}

/** The index of a row-major place. */
function indexOf(shape: Shape, place: number): number[] {
  const index: number[] = [];
  let rest = place;
  for (const size of shape.toReversed()) {
    index.push(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.reverse();
}

/** A name with an index: `z[0,2]`; the name alone for a scalar. */
export function elementName(name: string, shape: Shape, place: number): string {
  return elementCount(shape) === 1 && shape.length === 0 ? name : `${name}[${indexOf(shape, place).join(",")}]`;
}
