import type { View } from "../../../graph/lowering.ts";
import { elementCount, rowMajorStrides, type Shape } from "../../../graph/shape.ts";
import type { PlanNode } from "./planNode.ts";

/** A node's numbers as a view of what another node materialises. */
export interface Placed {
  /** The node whose buffer holds the numbers. */
  readonly base: PlanNode;
  readonly view: View;
  /** Set when the view was made of a row-major copy of `base` seen through this view. */
  readonly copyOf?: Placed;
}

export function rowMajorView(shape: Shape): View {
  return { shape, strides: rowMajorStrides(shape), offset: 0 };
}

/** Whether the view reads a run of elements in row-major order. */
function isRowMajor(view: View): boolean {
  let expected = 1;
  for (let axis = view.shape.length - 1; axis >= 0; axis -= 1) {
    const size = view.shape[axis] ?? 1;
    if (size !== 1 && view.strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Whether the view is the whole of a tensor of its own shape, in order. */
export function isWhole(placed: Placed): boolean {
  return (
    placed.view.offset === 0 &&
    isRowMajor(placed.view) &&
    elementCount(placed.view.shape) === elementCount(placed.base.shape)
  );
}

/** The single value of a constant whose elements are all equal, if it is one. */
export function uniformValue(node: PlanNode): number | undefined {
  if (node.lowering.kind !== "constant") return undefined;
  const { values } = node.lowering;
  const first = values[0];
  if (first === undefined) return undefined;
  return values.every((value) => Object.is(value, first)) ? first : undefined;
}
