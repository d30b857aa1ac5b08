import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const log1pDefinition: ElementwiseDefinition<1> = {
  name: "log1p",
  arity: 1,
  summary: {
    en: "Natural logarithm of one plus each element, exact near zero.",
    zh: "逐元素计算 ln(1 + x)，在零附近也准确。",
  },
  formula: "y = \\ln(1 + x)",
  family: "unary",
  reference: ([x]) => Math.log1p(x),
  partials: ({ inputs: [x], ops }) => [ops.reciprocal(ops.add(1, x))],
  lanes: (lane, [x]) => lane.log1p(x),
  notation: ([x]) => `\\ln\\left(1 + ${x}\\right)`,
  tolerance: 1e-6,
  domain: { from: -0.8, to: 3 },
};

const apply = defineElementwise(log1pDefinition);

/**
 * Natural logarithm of one plus each element: y = ln(1 + x); ∂y/∂x = 1/(1 + x).
 *
 * Keeps full relative precision near 0. log1p(−1) = −Inf, NaN below −1.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const rate = log1p(input("growth", [3])); // [3]
 */
export function log1p<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
