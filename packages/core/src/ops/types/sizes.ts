import type { Shape } from "../../graph/shape.ts";
import type { IsLiteral } from "./broadcast.ts";

/** Number of axes, one by one: `[0, 1, 2]` for three. */
type Indices<S extends readonly unknown[], Done extends readonly unknown[] = []> = S extends readonly [
  unknown,
  ...infer Rest,
]
  ? [Done["length"], ...Indices<Rest, [...Done, unknown]>]
  : [];

/** The axis counted from the front, for a negative one too. */
type FromFront<S extends readonly unknown[], Axis extends number> = `${Axis}` extends `-${infer Back extends number}`
  ? CountBack<Indices<S>, Back>
  : Axis;
type CountBack<
  Axes extends readonly unknown[],
  Back extends number,
  Tail extends readonly unknown[] = [],
> = Axes extends readonly [...infer Init, infer End]
  ? [End, ...Tail]["length"] extends Back
    ? End
    : CountBack<Init, Back, [End, ...Tail]>
  : never;

type AllFromFront<S extends readonly unknown[], Axes extends readonly number[]> = {
  [K in keyof Axes]: FromFront<S, Axes[K] & number>;
}[number];

type Drop<S extends Shape, Axes, KeepDims, Done extends readonly unknown[] = []> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? Done["length"] extends Axes
    ? KeepDims extends true
      ? [1, ...Drop<Rest, Axes, KeepDims, [...Done, unknown]>]
      : Drop<Rest, Axes, KeepDims, [...Done, unknown]>
    : [First, ...Drop<Rest, Axes, KeepDims, [...Done, unknown]>]
  : [];

type Ones<S extends Shape> = { [K in keyof S]: 1 };
type Known<S extends Shape> = number extends S["length"] ? false : true;

/** The shape that remains after a reduction, where the compiler can know it. */
export type Reduced<S extends Shape, Axes, KeepDims> = [Axes] extends [undefined]
  ? KeepDims extends true
    ? Known<S> extends true
      ? Ones<S> extends infer R extends Shape
        ? R
        : Shape
      : Shape
    : []
  : Known<S> extends true
    ? Axes extends number
      ? number extends Axes
        ? Shape
        : Drop<S, FromFront<S, Axes>, KeepDims>
      : Axes extends readonly number[]
        ? number extends Axes[number]
          ? Shape
          : Drop<S, AllFromFront<S, Axes>, KeepDims>
        : Shape
    : Shape;

/** The shape with its axes in the order of `Axes` (reversed without). */
export type Transposed<S extends Shape, Axes> =
  Known<S> extends true
    ? [Axes] extends [undefined]
      ? Reverse<S>
      : Axes extends readonly number[]
        ? number extends Axes[number]
          ? Shape
          : { [K in keyof Axes]: SizeAt<S, Axes[K] & number> } extends infer R extends Shape
            ? R
            : Shape
        : Shape
    : Shape;
type Reverse<S extends Shape> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? [...Reverse<Rest>, First]
  : [];
type SizeAt<S extends Shape, Axis extends number> =
  FromFront<S, Axis> extends infer Index extends number
    ? S[Index] extends infer Size extends number
      ? Size
      : number
    : number;

/** The new shape, if it has no `-1` to be worked out. */
export type Reshaped<To extends Shape> =
  IsLiteral<To> extends true
    ? -1 extends To[number]
      ? { [K in keyof To]: To[K] extends -1 ? number : To[K] }
      : To
    : To;
