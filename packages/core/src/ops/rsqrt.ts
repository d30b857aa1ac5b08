import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const rsqrtDefinition: ElementwiseDefinition<1> = {
  name: "rsqrt",
  arity: 1,
  summary: { en: "One divided by the square root of each element.", zh: "逐元素取平方根的倒数。" },
  formula: "y = \\frac{1}{\\sqrt{x}}",
  family: "unary",
  reference: ([x]) => 1 / Math.sqrt(x),
  partials: ({ output, ops }) => [ops.mul(-0.5, ops.mul(output, ops.square(output)))],
  lanes: (lane, [x]) => lane.div(lane.float(1), lane.sqrt(x)),
  notation: ([x]) => `\\frac{1}{\\sqrt{${x}}}`,
  tolerance: 1e-6,
  domain: { from: 0.2, to: 3 },
};

const apply = defineElementwise(rsqrtDefinition);

/**
 * One divided by the square root of each element: y = 1/√x; ∂y/∂x = −y³/2.
 *
 * rsqrt(0) = Inf, rsqrt(Inf) = 0, NaN below 0.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const scale = rsqrt(add(input("variance", [3]), 1e-5)); // [3]
 */
export function rsqrt<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
