import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const reciprocalDefinition: ElementwiseDefinition<1> = {
  name: "reciprocal",
  arity: 1,
  summary: { en: "One divided by each element.", zh: "逐元素取倒数。" },
  formula: "y = \\frac{1}{x}",
  family: "arithmetic",
  reference: ([x]) => 1 / x,
  partials: ({ output, ops }) => [ops.neg(ops.square(output))],
  lanes: (lane, [x]) => lane.div(lane.float(1), x),
  notation: ([x]) => `\\frac{1}{${x}}`,
  tolerance: 1e-6,
  domain: { from: 0.5, to: 2 },
};

const apply = defineElementwise(reciprocalDefinition);

/**
 * One divided by each element: y = 1/x; ∂y/∂x = −y².
 *
 * IEEE rules: 1/±0 is ±Inf, 1/±Inf is ±0.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const period = reciprocal(input("frequency", [3])); // [3]
 */
export function reciprocal<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
