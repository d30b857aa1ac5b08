import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { reshape } from "./reshape.ts";

/**
 * The tensor with all axes from `startAxis` on joined into one, in row-major order.
 *
 * @param x - any type and shape
 * @param startAxis - the first axis to join (default 0; 1 keeps the batch)
 * @throws ChainruleError if the axis does not exist
 * @example
 * const rows = flatten(input("images", [64, 1, 28, 28]), 1); // [64, 784]
 */
export function flatten(x: Tensor, startAxis: number = 0): Tensor {
  const start = x.shape.length === 0 && startAxis === 0 ? 0 : resolveAxis("flatten", startAxis, x.shape.length);
  return reshape(x, [...x.shape.slice(0, start), elementCount(x.shape.slice(start))]);
}
