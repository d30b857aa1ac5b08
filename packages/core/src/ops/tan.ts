import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { cos } from "./cos.ts";
import { div } from "./div.ts";
import type { Operand } from "./operand.ts";
import { sin } from "./sin.ts";

/**
 * Tangent of each element, in radians: y = sin x / cos x.
 *
 * NaN for ±Inf.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const slope = tan(input("angle", [3])); // [3]
 */
export function tan<S extends Shape = []>(x: Operand<S>): Tensor<S>;
export function tan(x: Operand): Tensor {
  return div(sin(x), cos(x));
}
