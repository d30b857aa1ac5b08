import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxes } from "./axes.ts";
import { slice } from "./slice.ts";

/**
 * The tensor with the order of its elements reversed along axes.
 *
 * @param x - any type and shape
 * @param axes - negative ones count from the back (default: all)
 * @throws ChainruleError if an axis does not exist
 * @example
 * const mirrored = flip(input("images", [64, 1, 28, 28]), -1);
 */
export function flip<S extends Shape>(x: Tensor<S>, axes?: number | readonly number[]): Tensor<S>;
export function flip(x: Tensor, axes?: number | readonly number[]): Tensor {
  const flipped = resolveAxes("flip", axes, x.shape.length);
  return slice(x, { steps: x.shape.map((_, axis) => (flipped.includes(axis) ? -1 : 1)) });
}
