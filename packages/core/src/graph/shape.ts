/** Sizes of a tensor along its axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements that a shape holds (1 for a scalar). */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Distance in elements between neighbours along each axis of a row-major tensor. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The shape as people write it: `[64, 1, 28, 28]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * NumPy's broadcasting: axes are matched from the last; sizes must agree or one of them be 1.
 * Gives `undefined` when the shapes do not fit.
 */
export function broadcastShapes(a: Shape, b: Shape): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** Strides that read a tensor of `from` as if it had the shape `to` (0 along repeated axes). */
export function broadcastStrides(from: Shape, to: Shape, strides: readonly number[] = rowMajorStrides(from)): number[] {
  const missing = to.length - from.length;
  return to.map((size, axis) => {
    const source = axis - missing;
    return source < 0 || (from[source] === 1 && size !== 1) ? 0 : (strides[source] ?? 0);
  });
}
