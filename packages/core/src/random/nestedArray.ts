/** Numbers nested as deep as a shape is long: `Nested<[3, 2]>` is `number[][]`, `Nested<[]>` a number. */
export type Nested<Shape extends readonly number[]> = number extends Shape["length"]
  ? NestedNumbers
  : Shape extends readonly [number, ...infer Rest extends readonly number[]]
    ? Nested<Rest>[]
    : number;

/** A number, or arrays of such to any depth. */
export type NestedNumbers = number | NestedNumbers[];

/** Nested arrays of `shape`, filled in row-major order by calls of `next`. */
export function fillNested(shape: readonly number[], next: () => number): NestedNumbers {
  const [size, ...inner] = shape;
  return size === undefined ? next() : Array.from({ length: size }, () => fillNested(inner, next));
}
