import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mean } from "./mean.ts";
import { mul } from "./mul.ts";
import { type ReductionOptions, reducedCount, reductionAttributes } from "./reduction.ts";
import { requireWhole } from "./require.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import type { Reduced } from "./types/sizes.ts";

/**
 * Variance over axes: y = 1/(n − correction) Σᵢ (xᵢ − mean)², in two passes, so that large means lose no digits.
 *
 * @param x - f32, any shape
 * @param options - `axes` (default: all), `keepDims`, and `correction`: 0 (default) divides by n, 1 by n − 1 (Bessel)
 * @throws ChainruleError if an axis does not exist
 * @example
 * const spread = variance(input("x", [2, 3]), { axes: 0, correction: 1 }); // [3]
 */
export function variance<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Tensor<S>,
  options?: { readonly axes?: Axes; readonly keepDims?: KeepDims; readonly correction?: number },
): Tensor<Reduced<S, Axes, KeepDims>>;
export function variance(x: Tensor, options: ReductionOptions & { readonly correction?: number } = {}): Tensor {
  const attributes = reductionAttributes("variance", x, options);
  const { axes } = attributes;
  const correction = options.correction ?? 0;
  requireWhole("variance", "correction", [correction], 0);
  const centred: Tensor = sub(x, mean(x, { axes, keepDims: true }));
  return mul(sum(square(centred), attributes), 1 / (reducedCount(x.shape, axes) - correction));
}
