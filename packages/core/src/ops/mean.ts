import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./mul.ts";
import { type ReductionOptions, reducedCount, reductionAttributes } from "./reduction.ts";
import { sum } from "./sum.ts";
import type { Reduced } from "./types/sizes.ts";

/**
 * Mean over axes: y = 1/n Σᵢ xᵢ.
 *
 * @param x - f32, any shape
 * @param options - `axes` (default: all; negative ones count from the back), `keepDims` to keep them with size 1
 * @throws ChainruleError if an axis does not exist
 * @example
 * const columns = mean(input("x", [2, 3]), { axes: 0 }); // [3]
 */
export function mean<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(x: Tensor<S>, options?: { readonly axes?: Axes; readonly keepDims?: KeepDims }): Tensor<Reduced<S, Axes, KeepDims>>;
export function mean(x: Tensor, options: ReductionOptions = {}): Tensor {
  const attributes = reductionAttributes("mean", x, options);
  return mul(sum(x, attributes), 1 / reducedCount(x.shape, attributes.axes));
}
