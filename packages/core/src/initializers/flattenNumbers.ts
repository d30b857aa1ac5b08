import type { NestedNumbers } from "../engines/session.ts";
import type { Shape } from "../graph/shape.ts";

/** Nested arrays as flat values with their shape, or `undefined` where rows are ragged. */
export function flattenNumbers(
  nested: NestedNumbers,
): { readonly shape: Shape; readonly data: Float64Array } | undefined {
  const shape: number[] = [];
  const values: number[] = [];
  const isRegular = (item: number | NestedNumbers, depth: number): boolean => {
    if (typeof item === "number") {
      values.push(item);
      return depth === shape.length;
    }
    if (shape.length === depth && values.length === 0) shape.push(item.length);
    return shape[depth] === item.length && item.every((inner: number | NestedNumbers) => isRegular(inner, depth + 1));
  };
  return isRegular(nested, 0) ? { shape, data: Float64Array.from(values) } : undefined;
}
