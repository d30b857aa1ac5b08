import type { Tensor } from "../graph/tensor.ts";
import { concat } from "./concat.ts";
import { expandDims } from "./expandDims.ts";

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @param tensors - at least one; of one shape and type
 * @param axis - place of the new axis in the result, negative ones counted from the back (default 0)
 * @throws ChainruleError if there is none, or shapes or types do not agree
 * @example
 * const pair = stack([input("a", [3]), input("b", [3])]); // [2, 3]
 */
export function stack(tensors: readonly Tensor[], axis: number = 0): Tensor {
  return concat(
    tensors.map((tensor) => expandDims(tensor, axis)),
    axis,
  );
}
