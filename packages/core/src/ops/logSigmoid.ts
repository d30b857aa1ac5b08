import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { neg } from "./neg.ts";
import type { Operand } from "./operand.ts";
import { softplus } from "./softplus.ts";

/**
 * Logarithm of the logistic function: y = ln σ(x) = −softplus(−x); ∂y/∂x = σ(−x).
 *
 * Never overflows: logSigmoid(−Inf) = −Inf, logSigmoid(Inf) = 0.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const logProbability = logSigmoid(input("logit", [4])); // [4]
 */
export function logSigmoid<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return neg(softplus(neg(x)));
}
