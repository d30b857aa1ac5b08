import type { Tensor } from "../graph/tensor.ts";
import { argMax } from "./argMax.ts";
import { neg } from "./neg.ts";

/**
 * Place of the smallest element along an axis, as i32. The first of equal ones wins; NaN counts as the smallest.
 *
 * @param x - f32, any shape
 * @param axis - negative ones count from the back (default: the last)
 * @param options - `keepDims` keeps the axis with size 1
 * @throws ChainruleError if the axis does not exist or is empty
 * @example
 * const nearest = argMin(input("distances", [64, 10])); // [64]
 */
export function argMin(x: Tensor, axis: number = -1, options: { readonly keepDims?: boolean } = {}): Tensor {
  return argMax(neg(x), axis, options);
}
