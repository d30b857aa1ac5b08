import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const expDefinition: ElementwiseDefinition<1> = {
  name: "exp",
  arity: 1,
  summary: { en: "Exponential of each element.", zh: "逐元素取自然指数。" },
  formula: "y = e^x",
  family: "unary",
  reference: ([x]) => Math.exp(x),
  partials: ({ output }) => [output],
  lanes: (lane, [x]) => lane.exp(x),
  notation: ([x]) => `e^{${x}}`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(expDefinition);

/**
 * Exponential of each element: y = eˣ; ∂y/∂x = y.
 *
 * exp(−Inf) = 0, exp(Inf) = Inf; in f32 it overflows to Inf above 88.72.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const odds = exp(input("logit", [3])); // [3]
 */
export function exp<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
