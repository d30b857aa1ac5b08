import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const maximumDefinition: ElementwiseDefinition<2> = {
  name: "maximum",
  arity: 2,
  summary: { en: "Larger of two tensors, element by element.", zh: "两个张量逐元素取较大者。" },
  formula: "y = \\max(a, b)",
  family: "arithmetic",
  convention: {
    en: "Where both are equal, each gets half of the gradient.",
    zh: "两者相等时，梯度各分一半。",
  },
  types: { operands: "number", result: "same" },
  reference: ([a, b]) => Math.max(a, b),
  partials: ({ inputs: [a, b], ops }) => {
    const tie = ops.where(ops.equal(a, b), 0.5, 0);
    return [ops.where(ops.greater(a, b), 1, tie), ops.where(ops.greater(b, a), 1, tie)];
  },
  lanes: (lane, [a, b]) => (a.type === "i32" ? lane.select(lane.greater(a, b), a, b) : lane.max(a, b)),
  notation: ([a, b]) => `\\max\\left(${a}, ${b}\\right)`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(maximumDefinition);

/**
 * Larger of two tensors, element by element, with NumPy's broadcasting: y = max(a, b).
 *
 * NaN if either is NaN. Where a = b, each gets half of the gradient, as in PyTorch and JAX.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const floored = maximum(input("x", [2, 3]), 0); // [2, 3]
 */
export function maximum<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"maximum", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
