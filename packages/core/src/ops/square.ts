import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const squareDefinition: ElementwiseDefinition<1> = {
  name: "square",
  arity: 1,
  summary: { en: "Square of each element.", zh: "逐元素平方。" },
  formula: "y = x^2",
  family: "arithmetic",
  reference: ([x]) => x * x,
  partials: ({ inputs: [x], ops }) => [ops.mul(2, x)],
  lanes: (lane, [x]) => lane.mul(x, x),
  notation: ([x]) => `{${x}}^2`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(squareDefinition);

/**
 * Square of each element: y = x²; ∂y/∂x = 2x.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const squaredError = square(sub(input("prediction", [4]), input("target", [4]))); // [4]
 */
export function square<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
