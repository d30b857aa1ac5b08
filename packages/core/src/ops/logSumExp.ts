import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { type ReductionOptions, reducedShape, reductionAttributes } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import type { Reduced } from "./types/sizes.ts";

/**
 * Logarithm of a sum of exponentials: y = log Σᵢ exp(xᵢ) = m + log Σᵢ exp(xᵢ − m) with m = maxᵢ xᵢ, which can't overflow.
 *
 * @param x - f32, any shape
 * @param options - `axes` (default: all; negative ones count from the back), `keepDims` to keep them with size 1
 * @throws ChainruleError if an axis does not exist
 * @example
 * const normalizer = logSumExp(input("logits", [64, 10]), { axes: -1 }); // [64]
 */
export function logSumExp<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(x: Tensor<S>, options?: { readonly axes?: Axes; readonly keepDims?: KeepDims }): Tensor<Reduced<S, Axes, KeepDims>>;
export function logSumExp(x: Tensor, options: ReductionOptions = {}): Tensor {
  const attributes = reductionAttributes("logSumExp", x, options);
  // m cancels from the derivative, so no gradient need flow through it.
  const largest: Tensor = stopGradient(max(x, { axes: attributes.axes, keepDims: true }));
  const total: Tensor = sum(exp(sub(x, largest)), attributes);
  return add(log(total), reshape(largest, reducedShape(x.shape, attributes)));
}
