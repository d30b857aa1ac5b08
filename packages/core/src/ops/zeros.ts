import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { full } from "./full.ts";

/**
 * A tensor whose elements are all zero; it takes no memory.
 *
 * @param shape - sizes along the axes, outermost first
 * @param dtype - `"f32"` (default), `"i32"` or `"bool"`
 * @throws ChainruleError if a size is not a whole number
 * @example
 * const state = zeros([8, 16]); // [8, 16]
 */
export function zeros<const S extends Shape>(shape: S, dtype: DType = "f32"): Tensor<S> {
  return full(shape, 0, dtype);
}
