import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { full } from "./full.ts";

/**
 * A tensor whose elements are all one; it takes no memory.
 *
 * @param shape - sizes along the axes, outermost first
 * @param dtype - `"f32"` (default), `"i32"` or `"bool"`
 * @throws ChainruleError if a size is not a whole number
 * @example
 * const state = ones([8, 16]); // [8, 16]
 */
export function ones<const S extends Shape>(shape: S, dtype: DType = "f32"): Tensor<S> {
  return full(shape, 1, dtype);
}
