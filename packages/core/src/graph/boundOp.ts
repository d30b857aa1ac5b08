// biome-ignore lint/style/noRestrictedImports: the type alone; rules are handed the ops when they run
import type { Ops } from "../ops/registry.ts";
import type { Derivative } from "./derivative.ts";
import type { Lowering } from "./lowering.ts";
import type { Saturation } from "./saturation.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Settings of an op that are no tensors: axes, strides, a slope. JSON-like, so that graphs can be shown and compared. */
export type Attributes = { readonly [key: string]: AttributeValue };
export type AttributeValue =
  | number
  | string
  | boolean
  | undefined
  | Float64Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** Values of a reference computation: f64 whatever the tensor's type (i32 is exact, bool is 0 or 1). */
export type Values = Float64Array;

/** One forward computation by the reference engine: read `inputs`, fill `output` (handed over zeroed). */
export interface ForwardCall {
  readonly inputs: readonly Values[];
  readonly inputShapes: readonly Shape[];
  readonly output: Values;
  readonly shape: Shape;
}

/** What explanation may say of an op beside its value and derivative. */
export interface OpTraits {
  /** Group in the table of ops, say `"activation"`. */
  readonly family: string;
  readonly summary: { readonly en: string; readonly zh: string };
  /** Which derivative is taken where the mathematics leaves a choice. */
  readonly convention?: { readonly en: string; readonly zh: string };
}

/** An op together with its attributes: everything engines, autodiff and explanation need to know of it. */
export interface BoundOp {
  readonly name: string;
  readonly attributes: Attributes;
  forward(call: ForwardCall): void;
  readonly derivative: Derivative;
  readonly lowering: Lowering;
  /** How it is written in LaTeX, given its operands' notations. */
  notation(operands: readonly string[]): string;
  /** Multiply-adds and other floating-point operations for one evaluation. */
  flops(inputShapes: readonly Shape[], shape: Shape): number;
  readonly traits?: OpTraits;
  /** Whether the value is the sum of the inputs (of each repeated to its shape): a sum can go on into it, term by term. */
  readonly isSum?: boolean;
  /** How an activation can stop passing gradients on; `undefined` where it cannot, or is no activation. */
  readonly saturation?: Saturation | undefined;
  /**
   * Σₜ op(inputsₜ) as one op over the inputs of all turns, each stacked to [turns, …]; `undefined` where there is none.
   * So the gradient of a matrix that every turn multiplies with is one product.
   */
  sumOfTurns?(stacked: readonly Tensor[], ops: Ops): Tensor | undefined;
}
