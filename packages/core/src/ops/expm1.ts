import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const expm1Definition: ElementwiseDefinition<1> = {
  name: "expm1",
  arity: 1,
  summary: { en: "Exponential of each element minus one, exact near zero.", zh: "逐元素计算 eˣ − 1，在零附近也准确。" },
  formula: "y = e^x - 1",
  family: "unary",
  reference: ([x]) => Math.expm1(x),
  partials: ({ inputs: [x], ops }) => [ops.exp(x)],
  lanes: (lane, [x]) => lane.expm1(x),
  notation: ([x]) => `\\left(e^{${x}} - 1\\right)`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(expm1Definition);

/**
 * Exponential of each element minus one: y = eˣ − 1; ∂y/∂x = eˣ.
 *
 * Keeps full relative precision near 0, where exp(x) − 1 would cancel. expm1(−Inf) = −1.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const growth = expm1(input("rate", [3])); // [3]
 */
export function expm1<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
