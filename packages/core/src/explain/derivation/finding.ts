import type { Shape } from "../../graph/shape.ts";
import type { TensorFigures } from "../figures.ts";

/** A text in every language. */
export interface Wording {
  readonly en: string;
  readonly zh: string;
}

/** What a derivation by hand turned out to be. */
export type Verdict =
  | { readonly kind: "equal" }
  /** The derivation times `factor` is right. */
  | { readonly kind: "factor"; readonly factor: number }
  | { readonly kind: "sign" }
  /** 1/m is missing. */
  | { readonly kind: "missingMean"; readonly exampleCount: number }
  /** 1/m was applied once too often. */
  | { readonly kind: "extraMean"; readonly exampleCount: number }
  | { readonly kind: "transposed"; readonly factor: number }
  /** The sum over these axes is missing. */
  | { readonly kind: "notSummed"; readonly axes: readonly number[]; readonly factor: number }
  /** A sum ran over `wrong`, and should over `right`. */
  | {
      readonly kind: "wrongAxis";
      readonly wrong: readonly number[];
      readonly right: readonly number[];
      readonly factor: number;
    }
  /** The local derivative of `node` by `operand` is missing. */
  | { readonly kind: "missingLocal"; readonly node: string; readonly operand: string; readonly factor: number }
  /** The local derivative of `node` was taken at `used` in place of `right`. */
  | {
      readonly kind: "wrongArgument";
      readonly node: string;
      readonly used: string;
      readonly right: string;
      readonly factor: number;
    }
  /** `used` stands where `right` belongs. */
  | { readonly kind: "wrongOperand"; readonly used: string; readonly right: string; readonly factor: number }
  /** The way through `through` was left out of the sum at `node`. */
  | { readonly kind: "missingPath"; readonly node: string; readonly through: string; readonly factor: number }
  | { readonly kind: "zero" }
  | { readonly kind: "shape" }
  | { readonly kind: "different" };

/** One gradient derived by hand, held against automatic differentiation and finite differences. */
export interface DerivationFinding {
  /** As the caller named it: `dW1`. */
  readonly name: string;
  /** The node that it is the gradient of. */
  readonly of: string;
  readonly verdict: Verdict;
  /** What the shapes alone tell. */
  readonly dimensions: Wording;
  readonly derived: TensorFigures;
  readonly automatic: TensorFigures;
  /** Greatest difference of an element from automatic differentiation; `undefined` where the shapes differ. */
  readonly largestDifference: number | undefined;
  /** Greatest difference of automatic differentiation from central differences, and how many elements were held against them. */
  readonly finiteDifference: { readonly largestDifference: number; readonly checkedCount: number };
}

/** The transposed matrix. */
export function transposed({ shape, values }: TensorFigures): TensorFigures | undefined {
  const [rows, columns] = shape;
  if (rows === undefined || columns === undefined || shape.length !== 2) return undefined;
  return {
    shape: [columns, rows],
    values: Float64Array.from(
      { length: rows * columns },
      (_, place) => values[(place % rows) * columns + Math.floor(place / rows)] ?? 0,
    ),
  };
}

/** Sums over axes, which stay with size 1. */
export function summed({ shape, values }: TensorFigures, axes: readonly number[]): TensorFigures {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const result = new Float64Array(kept.reduce((count, size) => count * size, 1));
  for (let place = 0; place < values.length; place += 1) {
    let to = 0;
    let rest = place;
    let stride = values.length;
    for (const [axis, size] of shape.entries()) {
      stride /= size;
      const index = Math.floor(rest / stride);
      rest %= stride;
      to = to * (kept[axis] ?? 1) + (axes.includes(axis) ? 0 : index);
    }
    result[to] = (result[to] ?? 0) + (values[place] ?? 0);
  }
  return { shape: kept, values: result };
}

const tolerance = 1e-7;

/** The number that makes `derived` equal to `right`, element by element; `undefined` if there is none. */
export function factorBetween(derived: ArrayLike<number>, right: ArrayLike<number>): number | undefined {
  if (derived.length !== right.length) return undefined;
  let product = 0;
  let squares = 0;
  let size = 0;
  for (let place = 0; place < right.length; place += 1) {
    const d = derived[place] ?? 0;
    const r = right[place] ?? 0;
    product += d * r;
    squares += d * d;
    size = Math.max(size, Math.abs(r));
  }
  const factor = squares === 0 ? 1 : product / squares;
  for (let place = 0; place < right.length; place += 1) {
    if (!(Math.abs(factor * (derived[place] ?? 0) - (right[place] ?? 0)) <= tolerance * Math.max(size, 1e-12)))
      return undefined;
  }
  return Math.abs(factor - Math.round(factor)) < tolerance ? Math.round(factor) : factor;
}

/** All ways to choose some of `count` axes, fewest first. */
export function axisChoices(count: number): number[][] {
  const choices = Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (_axis, axis) => axis).filter((axis) => ((bits + 1) >> axis) % 2 === 1),
  );
  return choices.sort((a, b) => a.length - b.length);
}

/** Whether shapes agree but for axes of size 1. */
export function sameButOnes(a: Shape, b: Shape): boolean {
  const plain = (shape: Shape): string => shape.filter((size) => size !== 1).join("×");
  return plain(a) === plain(b);
}
