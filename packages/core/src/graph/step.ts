import type { Tensor } from "./tensor.ts";

/** An update edge: after a step the variable behind `variable` holds what `value` was computed to be. */
export interface Update {
  /** A node made by `parameter` or `variable`. */
  readonly variable: Tensor;
  /** Its next value: same shape and type. */
  readonly value: Tensor;
}

/** What one step computes: named outputs, and the new state. All updates read the old state. */
export interface Step {
  readonly outputs: { readonly [name: string]: Tensor };
  readonly updates: readonly Update[];
  /** A scalar; where it is not finite the step stops before any update, so that the state stays as it was. */
  readonly guard?: Tensor;
}
