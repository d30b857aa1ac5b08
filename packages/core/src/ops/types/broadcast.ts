import type { Shape } from "../../graph/shape.ts";

/** Whether every size of a shape is known to the compiler. */
export type IsLiteral<S extends Shape> = number extends S["length"] ? false : number extends S[number] ? false : true;

/** A shape as it is written in messages: `[2, 3]`. */
export type Show<S extends Shape> = `[${ShowSizes<S>}]`;
type ShowSizes<S extends Shape> = S extends readonly []
  ? ""
  : S extends readonly [infer Only extends number]
    ? `${Only}`
    : S extends readonly [infer First extends number, ...infer Rest extends Shape]
      ? `${First}, ${ShowSizes<Rest>}`
      : "…";

type Last<S extends Shape> = S extends readonly [...infer _Rest, infer End extends number] ? End : 1;
type Init<S extends Shape> = S extends readonly [...infer Rest extends Shape, infer _End] ? Rest : [];

/** A size beside an unknown one is the result's, unless it is 1. */
type BroadcastSize<A extends number, B extends number> = number extends A
  ? B extends 1
    ? number
    : B
  : number extends B
    ? A extends 1
      ? number
      : A
    : A extends B
      ? A
      : A extends 1
        ? B
        : B extends 1
          ? A
          : never;

type BroadcastTuple<A extends Shape, B extends Shape, Tail extends Shape = []> = A extends readonly []
  ? B extends readonly []
    ? Tail
    : [...B, ...Tail]
  : B extends readonly []
    ? [...A, ...Tail]
    : [BroadcastSize<Last<A>, Last<B>>] extends [never]
      ? never
      : BroadcastTuple<Init<A>, Init<B>, [BroadcastSize<Last<A>, Last<B>>, ...Tail]>;

/** The shape that NumPy's broadcasting gives; `Shape` where a rank is not known to the compiler. */
export type Broadcast<A extends Shape, B extends Shape> = B extends readonly []
  ? A
  : A extends readonly []
    ? B
    : number extends A["length"]
      ? Shape
      : number extends B["length"]
        ? Shape
        : BroadcastTuple<A, B> extends infer S extends Shape
          ? S
          : Shape;

/** `unknown` if the shapes broadcast (or can't be known), else a message that the compiler shows. */
export type Broadcastable<Op extends string, A extends Shape, B extends Shape> = B extends readonly []
  ? unknown
  : number extends A["length"]
    ? unknown
    : number extends B["length"]
      ? unknown
      : [BroadcastTuple<A, B>] extends [never]
        ? `${Op}: shapes must broadcast; got ${Show<A>} and ${Show<B>}`
        : unknown;
