import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { errorFunction } from "./errorFunction.ts";
import type { Operand } from "./operand.ts";

export const erfDefinition: ElementwiseDefinition<1> = {
  name: "erf",
  arity: 1,
  summary: { en: "Error function of each element.", zh: "逐元素取误差函数。" },
  formula: "y = \\frac{2}{\\sqrt{\\pi}} \\int_0^x e^{-t^2} \\, dt",
  family: "unary",
  reference: ([x]) => errorFunction(x),
  partials: ({ inputs: [x], ops }) => [ops.mul(2 / Math.sqrt(Math.PI), ops.exp(ops.neg(ops.square(x))))],
  lanes: (lane, [x]) => lane.erf(x),
  notation: ([x]) => `\\operatorname{erf}\\left(${x}\\right)`,
  flopsPerElement: 6,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(erfDefinition);

/**
 * Error function of each element: y = 2/√π ∫₀ˣ e^(−t²) dt; ∂y/∂x = 2/√π e^(−x²).
 *
 * erf(±Inf) = ±1.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const withinOneSigma = erf(input("x", [3])); // [3]
 */
export function erf<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
