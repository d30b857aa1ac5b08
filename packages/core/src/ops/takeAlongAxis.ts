import { elementCount, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { resolveAxis } from "./axes.ts";
import { gather } from "./gather.ts";
import { mul } from "./mul.ts";
import { constantTensor } from "./operand.ts";
import { requireShape, requireType } from "./require.ts";
import { reshape } from "./reshape.ts";
import { forEachOffset } from "./strided.ts";

/**
 * One element for each index along an axis: y[i, k] = x[i, indices[i, k]] for the last of two axes.
 *
 * @param x - f32 or i32, any shape
 * @param indices - i32, of the shape of `x` but for the axis; they must lie within the axis
 * @param axis - negative ones count from the back (default: the last)
 * @throws ChainruleError if the shapes do not agree
 * @example
 * const chosen = takeAlongAxis(input("logits", [64, 10]), input("labels", [64, 1], "i32")); // [64, 1]
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis: number = -1): Tensor {
  const along = resolveAxis("takeAlongAxis", axis, x.shape.length);
  requireType("takeAlongAxis indices", indices, "i32");
  requireShape("takeAlongAxis indices", indices, x.shape.with(along, indices.shape[along] ?? 1));
  const inner = elementCount(x.shape.slice(along + 1));
  const flat: Tensor = add(mul(indices, inner), rowStarts(x.shape, along));
  return gather(reshape(x, [-1]), flat);
}

/** Place in `x` of the first element along the axis, for each position on the other axes. */
function rowStarts(shape: Shape, axis: number): Tensor {
  const starts = shape.with(axis, 1);
  const values = new Float64Array(elementCount(starts));
  const strides = shape.map((_, each) => (each === axis ? 0 : elementCount(shape.slice(each + 1))));
  forEachOffset({ shape: starts, strides, offset: 0 }, (index, offset) => {
    values[index] = offset;
  });
  return constantTensor(values, starts, "i32");
}
