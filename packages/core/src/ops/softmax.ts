import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { max } from "./max.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";

/**
 * Softmax along an axis: yᵢ = exp(xᵢ − m) / Σⱼ exp(xⱼ − m) with m = maxⱼ xⱼ, which can't overflow.
 *
 * @param x - f32 logits, any shape
 * @param axis - where the probabilities add up to 1 (default: the last)
 * @throws ChainruleError if the axis does not exist
 * @example
 * const probabilities = softmax(input("logits", [64, 10]));
 */
export function softmax<S extends Shape>(x: Tensor<S>, axis?: number): Tensor<S>;
export function softmax(x: Tensor, axis: number = -1): Tensor {
  const along = { axes: resolveAxis("softmax", axis, x.shape.length), keepDims: true } as const;
  const exponentials: Tensor = exp(sub(x, stopGradient(max(x, along))));
  return div(exponentials, sum(exponentials, along));
}
