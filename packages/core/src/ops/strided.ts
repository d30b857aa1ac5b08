import type { Values } from "../graph/boundOp.ts";
import type { View } from "../graph/lowering.ts";
import { elementCount, rowMajorStrides, type Shape } from "../graph/shape.ts";

/** A tensor that lies row-major and whole. */
export function rowMajorView(shape: Shape): View {
  return { shape, strides: rowMajorStrides(shape), offset: 0 };
}

/** Visits a view's elements in row-major order, telling each one's number and where it stands in the buffer. */
export function forEachOffset(view: View, visit: (index: number, offset: number) => void): void {
  const { shape, strides } = view;
  const count = elementCount(shape);
  const position = new Array<number>(shape.length).fill(0);
  let offset = view.offset;
  for (let index = 0; index < count; index += 1) {
    visit(index, offset);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      const stride = strides[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      if (next < size) {
        position[axis] = next;
        offset += stride;
        break;
      }
      position[axis] = 0;
      offset -= stride * (size - 1);
    }
  }
}

/** Copies a view's elements into `output`, row-major. */
export function readView(source: Values | undefined, view: View, output: Values): void {
  forEachOffset(view, (index, offset) => {
    output[index] = source?.[offset] ?? Number.NaN;
  });
}
