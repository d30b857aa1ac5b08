import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";

/**
 * Logarithm of softmax along an axis: yᵢ = (xᵢ − m) − log Σⱼ exp(xⱼ − m) with m = maxⱼ xⱼ; exact where softmax underflows.
 *
 * @param x - f32 logits, any shape
 * @param axis - where the probabilities add up to 1 (default: the last)
 * @throws ChainruleError if the axis does not exist
 * @example
 * const logProbabilities = logSoftmax(input("logits", [64, 10]));
 */
export function logSoftmax<S extends Shape>(x: Tensor<S>, axis?: number): Tensor<S>;
export function logSoftmax(x: Tensor, axis: number = -1): Tensor {
  const along = { axes: resolveAxis("logSoftmax", axis, x.shape.length), keepDims: true } as const;
  const shifted: Tensor = sub(x, stopGradient(max(x, along)));
  return sub(shifted, log(sum(exp(shifted), along)));
}
