import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const minimumDefinition: ElementwiseDefinition<2> = {
  name: "minimum",
  arity: 2,
  summary: { en: "Smaller of two tensors, element by element.", zh: "两个张量逐元素取较小者。" },
  formula: "y = \\min(a, b)",
  family: "arithmetic",
  convention: {
    en: "Where both are equal, each gets half of the gradient.",
    zh: "两者相等时，梯度各分一半。",
  },
  types: { operands: "number", result: "same" },
  reference: ([a, b]) => Math.min(a, b),
  partials: ({ inputs: [a, b], ops }) => {
    const tie = ops.where(ops.equal(a, b), 0.5, 0);
    return [ops.where(ops.less(a, b), 1, tie), ops.where(ops.less(b, a), 1, tie)];
  },
  lanes: (lane, [a, b]) => (a.type === "i32" ? lane.select(lane.less(a, b), a, b) : lane.min(a, b)),
  notation: ([a, b]) => `\\min\\left(${a}, ${b}\\right)`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(minimumDefinition);

/**
 * Smaller of two tensors, element by element, with NumPy's broadcasting: y = min(a, b).
 *
 * NaN if either is NaN. Where a = b, each gets half of the gradient, as in PyTorch and JAX.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const capped = minimum(input("x", [2, 3]), 6); // [2, 3]
 */
export function minimum<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"minimum", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
