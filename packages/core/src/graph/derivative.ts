// biome-ignore lint/style/noRestrictedImports: the type alone; derivative rules are handed the ops when they run
import type { Ops } from "../ops/registry.ts";
import type { Tensor } from "./tensor.ts";

/** What a derivative rule may use: the node's inputs and output, the incoming gradient, and every op. */
export interface DerivativeCall {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** All ops, handed over so that op files need not import each other in circles. */
  readonly ops: Ops;
}

/** The same for reverse mode, with what ops need that hold a graph of their own. */
export interface ReverseCall extends DerivativeCall {
  /** Whether anybody asks for the gradient of an input: what is not wanted need not be built. */
  readonly wants: (input: Tensor) => boolean;
  /** The gradient of Σ ⟨tensor, dy⟩ over the seeds for each of `wrt`; `undefined` where none flows. */
  readonly gradientsOf: (
    seeds: readonly (readonly [tensor: Tensor, dy: Tensor])[],
    wrt: readonly Tensor[],
  ) => readonly (Tensor | undefined)[];
}

/** The same for forward mode. */
export interface TangentCall extends DerivativeCall {
  /** The tangent of each of `of`, given those of some nodes that they depend on; `undefined` is zero. */
  readonly tangentsOf: (of: readonly Tensor[], given: ReadonlyMap<Tensor, Tensor>) => readonly (Tensor | undefined)[];
}

/**
 * The derivative of an op, as graphs of ops, so that it can be differentiated and explained in turn.
 *
 * - `none`: the output does not vary with the inputs (integers, comparisons), or only in jumps; its gradient is zero.
 * - `elementwise`: one partial derivative ∂y/∂xᵢ for each input, of the output's shape (or a number);
 *   reverse mode multiplies dy by it and sums over broadcast axes, forward mode multiplies dx by it.
 * - `multilinear`: linear in each input taken alone; `transpose` gives the vector-Jacobian product for input `index`,
 *   `apply` rebuilds the op on other inputs (forward mode). `wrt` lists the inputs that are differentiable.
 * - `general`: both products written out.
 */
export type Derivative =
  | { readonly kind: "none"; readonly reason: string }
  | {
      readonly kind: "elementwise";
      readonly partials: (call: DerivativeCall) => readonly (Tensor | number)[];
    }
  | {
      readonly kind: "multilinear";
      readonly wrt: readonly number[];
      readonly transpose: (call: DerivativeCall, dy: Tensor, index: number) => Tensor;
      readonly apply: (inputs: readonly Tensor[], ops: Ops) => Tensor;
    }
  | {
      readonly kind: "general";
      /** Gradient for each input; `undefined` where there is none. */
      readonly reverse: (call: ReverseCall, dy: Tensor) => readonly (Tensor | undefined)[];
      /** Σᵢ ∂y/∂xᵢ dxᵢ; `undefined` tangents are zero. */
      readonly forward: (call: TangentCall, tangents: readonly (Tensor | undefined)[]) => Tensor | undefined;
    };
