import type { Tensor } from "../graph/tensor.ts";
import { equal } from "./equal.ts";
import { expandDims } from "./expandDims.ts";
import { iota } from "./iota.ts";
import { requireType } from "./require.ts";
import { where } from "./where.ts";

/**
 * Class indices as rows that hold 1 at the class and 0 elsewhere; a row of zeros for an index outside the classes.
 *
 * @param indices - i32, any shape
 * @param depth - number of classes, 1 or more
 * @returns f32 of the shape of `indices` with a last axis of size `depth`
 * @throws ChainruleError if the indices are not i32
 * @example
 * const targets = oneHot(input("labels", [64], "i32"), 10); // [64, 10]
 */
export function oneHot(indices: Tensor, depth: number): Tensor {
  requireType("oneHot", indices, "i32");
  const classes: Tensor = iota(depth);
  return where(equal(expandDims(indices, -1), classes), 1, 0);
}
