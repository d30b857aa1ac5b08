import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const sqrtDefinition: ElementwiseDefinition<1> = {
  name: "sqrt",
  arity: 1,
  summary: { en: "Square root of each element.", zh: "逐元素取平方根。" },
  formula: "y = \\sqrt{x}",
  family: "unary",
  reference: ([x]) => Math.sqrt(x),
  partials: ({ output, ops }) => [ops.div(0.5, output)],
  lanes: (lane, [x]) => lane.sqrt(x),
  notation: ([x]) => `\\sqrt{${x}}`,
  tolerance: 1e-6,
  domain: { from: 0.2, to: 3 },
};

const apply = defineElementwise(sqrtDefinition);

/**
 * Square root of each element: y = √x; ∂y/∂x = 1/(2y), which is Inf at 0.
 *
 * NaN below 0; sqrt(−0) = −0.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const deviation = sqrt(input("variance", [3])); // [3]
 */
export function sqrt<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
