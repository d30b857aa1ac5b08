import type { Shape } from "../../graph/shape.ts";
import type { Broadcast, Show } from "./broadcast.ts";

type Known<S extends Shape> = number extends S["length"] ? false : true;
type Rows<S extends Shape, Transposed> = S extends readonly [
  ...infer _Batch,
  infer R extends number,
  infer C extends number,
]
  ? Transposed extends true
    ? C
    : R
  : never;
type Columns<S extends Shape, Transposed> = S extends readonly [
  ...infer _Batch,
  infer R extends number,
  infer C extends number,
]
  ? Transposed extends true
    ? R
    : C
  : never;
type Batch<S extends Shape> = S extends readonly [...infer B extends Shape, number, number] ? B : never;
type Flag<Options, Key extends string> = Options extends { readonly [K in Key]: infer Value } ? Value : false;

/** Shape of a (batched) matrix product. */
export type MatMulShape<A extends Shape, B extends Shape, Options> =
  Known<A> extends true
    ? Known<B> extends true
      ? [
          ...Broadcast<Batch<A>, Batch<B>>,
          Rows<A, Flag<Options, "transposeA">>,
          Columns<B, Flag<Options, "transposeB">>,
        ]
      : Shape
    : Shape;

type Differ<X extends number, Y extends number> = number extends X
  ? false
  : number extends Y
    ? false
    : X extends Y
      ? false
      : true;

/** `unknown` if the inner dimensions agree (or can't be known), else a message that the compiler shows. */
export type MatMulFits<A extends Shape, B extends Shape, Options> =
  Known<A> extends true
    ? Known<B> extends true
      ? Differ<Columns<A, Flag<Options, "transposeA">>, Rows<B, Flag<Options, "transposeB">>> extends true
        ? `matMul: inner dimensions must agree; got ${Show<A>} × ${Show<B>}`
        : unknown
      : unknown
    : unknown;
