import { ChainruleError } from "../errors/chainruleError.ts";
import type { Shape } from "./shape.ts";

/** Typed arrays that hold numbers as tensors have them. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A number or truth value, or arrays of such, nested as deep as a shape is long. Typed arrays may stand for the innermost. */
export type Nested = number | boolean | NumberArray | readonly Nested[];

/** The shape of nested arrays, as far as the compiler knows it; `Shape` where arrays hold arrays of their own type. */
export type NestedShape<V> = Nested extends V
  ? Shape
  : V extends number | boolean
    ? readonly []
    : V extends NumberArray
      ? readonly [number]
      : V extends readonly []
        ? readonly [0]
        : V extends readonly [infer First, ...(readonly unknown[])]
          ? readonly [V["length"], ...NestedShape<First>]
          : V extends readonly (infer Element)[]
            ? V extends Element
              ? Shape
              : readonly [number, ...NestedShape<Element>]
            : Shape;

/** Values in row-major order with their shape. */
export interface FlatValues<S extends Shape = Shape> {
  readonly values: Float64Array;
  readonly shape: S;
}

/**
 * Nested arrays as row-major values and their shape; truth values become 0 and 1.
 *
 * @param nested - arrays of one length along each axis
 * @param subject - what an error speaks of, say `feed "X"`
 * @throws ChainruleError if the arrays are ragged or hold anything but numbers and truth values
 */
export function flatten<V extends Nested>(nested: V, subject: string): FlatValues<NestedShape<V>>;
export function flatten(nested: Nested, subject: string): FlatValues {
  const shape = outline(nested);
  const values = new Float64Array(shape.reduce((count, size) => count * size, 1));
  let next = 0;
  const fill = (part: unknown, axis: number, index: readonly number[]): void => {
    const size = shape[axis];
    if (size === undefined) {
      values[next] = leaf(part, subject, index);
      next += 1;
      return;
    }
    if (!isArray(part) || part.length !== size) {
      throw new ChainruleError("graph.raggedValue", {
        subject,
        index: `[${index.join("][")}]`,
        expected: size,
        received: isArray(part) ? part.length : 1,
      });
    }
    if (isTyped(part) && axis === shape.length - 1) {
      values.set(part, next);
      next += size;
      return;
    }
    for (let i = 0; i < size; i += 1) fill(part[i], axis + 1, [...index, i]);
  };
  fill(nested, 0, []);
  return { values, shape };
}

/** Numbers nested as deep as a shape is long. */
export type NestedNumbers = number | NestedNumbers[];

/** Row-major values as arrays nested as deep as the shape is long; a plain number for a scalar. */
export function toNested(values: ArrayLike<number>, shape: Shape): NestedNumbers {
  let next = 0;
  const build = (axis: number): NestedNumbers => {
    const size = shape[axis];
    if (size !== undefined) return Array.from({ length: size }, () => build(axis + 1));
    const value = values[next];
    if (value === undefined) throw new RangeError(`expected more than ${values.length} values`);
    next += 1;
    return value;
  };
  return build(0);
}

/** The lengths along the first element of each array; the walk over all checks the others. */
function outline(nested: Nested): number[] {
  const shape: number[] = [];
  for (let part: unknown = nested; isArray(part); part = part[0]) shape.push(part.length);
  return shape;
}

function leaf(value: unknown, subject: string, index: readonly number[]): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isArray(value)) {
    const place = `[${index.join("][")}]`;
    throw new ChainruleError("graph.raggedValue", { subject, index: place, expected: 1, received: value.length });
  }
  const received = value === null ? "null" : typeof value;
  throw new ChainruleError("graph.type", { op: subject, expected: "number / boolean", received });
}

function isTyped(value: unknown): value is NumberArray {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

function isArray(value: unknown): value is NumberArray | readonly unknown[] {
  return Array.isArray(value) || isTyped(value);
}
