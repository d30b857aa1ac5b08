import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

/** 1/(1 + e⁻ˣ) with the exponential of a negative number alone, so that it can't overflow. */
export function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

export const sigmoidDefinition: ElementwiseDefinition<1> = {
  name: "sigmoid",
  arity: 1,
  summary: { en: "Logistic function.", zh: "逻辑函数（sigmoid）。" },
  formula: "y = \\frac{1}{1 + e^{-x}}",
  family: "activation",
  reference: ([x]) => logistic(x),
  partials: ({ output, ops }) => [ops.mul(output, ops.sub(1, output))],
  lanes: (lane, [x]) => lane.sigmoid(x),
  notation: ([x]) => `\\sigma\\left(${x}\\right)`,
  flopsPerElement: 4,
  // 4y(1 − y) < 0.1
  saturation: () => ({ kind: "bounded", center: 0.5, limit: Math.sqrt(0.9) / 2 }),
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(sigmoidDefinition);

/**
 * Logistic function: y = 1/(1 + e⁻ˣ); ∂y/∂x = y(1 − y).
 *
 * Never overflows: sigmoid(−Inf) = 0, sigmoid(Inf) = 1. Losses from logits are more precise than log(sigmoid(x)).
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const probability = sigmoid(input("logit", [4, 1])); // [4, 1]
 */
export function sigmoid<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
