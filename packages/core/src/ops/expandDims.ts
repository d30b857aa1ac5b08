import type { Tensor } from "../graph/tensor.ts";
import { resolveAxes } from "./axes.ts";
import { reshape } from "./reshape.ts";

/**
 * The tensor with new axes of size 1 at the places named, counted in the result.
 *
 * @param x - any type and shape
 * @param axes - places in the result, negative ones counted from the back
 * @throws ChainruleError if a place does not exist
 * @example
 * const column = expandDims(input("x", [3]), -1); // [3, 1]
 */
export function expandDims(x: Tensor, axes: number | readonly number[]): Tensor {
  const listed = typeof axes === "number" ? [axes] : axes;
  const rank = x.shape.length + listed.length;
  const places = resolveAxes("expandDims", listed, rank);
  const sizes = x.shape.values();
  const shape = Array.from({ length: rank }, (_, axis) => (places.includes(axis) ? 1 : (sizes.next().value ?? 1)));
  return reshape(x, shape);
}
