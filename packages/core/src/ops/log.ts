import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const logDefinition: ElementwiseDefinition<1> = {
  name: "log",
  arity: 1,
  summary: { en: "Natural logarithm of each element.", zh: "逐元素取自然对数。" },
  formula: "y = \\ln x",
  family: "unary",
  reference: ([x]) => Math.log(x),
  partials: ({ inputs: [x], ops }) => [ops.reciprocal(x)],
  lanes: (lane, [x]) => lane.log(x),
  notation: ([x]) => `\\ln\\left(${x}\\right)`,
  tolerance: 1e-6,
  domain: { from: 0.2, to: 3 },
};

const apply = defineElementwise(logDefinition);

/**
 * Natural logarithm of each element: y = ln x; ∂y/∂x = 1/x.
 *
 * log(0) = −Inf, log(Inf) = Inf, NaN below 0.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const surprise = neg(log(input("probability", [3]))); // [3]
 */
export function log<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
