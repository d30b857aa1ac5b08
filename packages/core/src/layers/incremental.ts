import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Something that a layer keeps from one position of a sequence to the next; zeros before the first. */
export interface KeptState {
  readonly name: string;
  /** With the batch axis in front. */
  readonly shape: Shape;
}

/**
 * How a layer of several inputs goes on by one position of the first: [batch, 1, …] beside other inputs.
 */
export interface MergeIncremental {
  /** Whether the inputs after the first go on with it, or are there as a whole from the beginning. */
  readonly others: "going" | "whole";
  readonly state: Incremental["state"];
  /** What is made of whole inputs once, and stands in their place in `apply` (default: themselves): f32, the batch in front. */
  readonly prepare?: (others: readonly Tensor[]) => readonly Tensor[];
  readonly apply: (
    inputs: readonly Tensor[],
    kept: readonly Tensor[],
    position: Tensor,
  ) => { readonly y: Tensor; readonly kept: readonly Tensor[] };
}

/**
 * How a layer goes on by one position when a sequence is generated: from what it kept of the positions before (the keys
 * and values of attention, the state of a recurrent layer) instead of computing all of them again.
 *
 * A layer without it treats every position alone: its `apply` serves, on sequences of one position.
 */
export interface Incremental {
  /** What is kept for `batch` sequences of at most `capacity` positions. */
  readonly state: (batch: number, capacity: number) => readonly KeptState[];
  /**
   * One position.
   *
   * @param x - the layer's input at this position, [batch, 1, …]
   * @param kept - in the order of `state`
   * @param position - how many positions came before: a scalar i32
   * @returns the output at this position, [batch, 1, …], and what is kept for the next
   */
  readonly apply: (
    x: Tensor,
    kept: readonly Tensor[],
    position: Tensor,
  ) => { readonly y: Tensor; readonly kept: readonly Tensor[] };
}
