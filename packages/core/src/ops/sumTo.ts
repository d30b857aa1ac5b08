import { type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";

/**
 * The sum of a tensor over all axes along which `shape` would broadcast to it: the transpose of `broadcastTo`.
 *
 * @param x - a tensor to whose shape `shape` broadcasts
 * @example
 * const db = sumTo(input("dy", [32, 10]), [10]); // [10]
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const missing = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < missing || (shape[axis - missing] === 1 && size !== 1) ? [axis] : [],
  );
  const total: Tensor = axes.length === 0 ? x : sum(x, { axes });
  return sameShape(total.shape, shape) ? total : reshape(total, shape);
}
