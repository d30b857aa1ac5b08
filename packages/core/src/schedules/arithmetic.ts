import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { cos } from "../ops/cos.ts";
import { div } from "../ops/div.ts";
import { floor } from "../ops/floor.ts";
import { less } from "../ops/less.ts";
import { maximum } from "../ops/maximum.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { pow } from "../ops/pow.ts";
import { sub } from "../ops/sub.ts";
import { where } from "../ops/where.ts";

/** The operations that schedules are written in, once for numbers and once for graphs, so that each formula stands in one place. */
export interface Arithmetic<V> {
  add(a: V | number, b: V | number): V;
  sub(a: V | number, b: V | number): V;
  mul(a: V | number, b: V | number): V;
  div(a: V | number, b: V | number): V;
  min(a: V | number, b: V | number): V;
  max(a: V | number, b: V | number): V;
  pow(a: V | number, b: V | number): V;
  floor(a: V): V;
  cos(a: V): V;
  /** `below` where a < b, else `other`. */
  choose(a: V, b: number, below: V, other: V): V;
}

/** On numbers, in f64. */
export const onNumbers: Arithmetic<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  pow: Math.pow,
  floor: Math.floor,
  cos: Math.cos,
  choose: (a, b, below, other) => (a < b ? below : other),
};

/** On scalar tensors. */
export const onTensors: Arithmetic<Tensor> = {
  add: (a, b) => add(a, b),
  sub: (a, b) => sub(a, b),
  mul: (a, b) => mul(a, b),
  div: (a, b) => div(a, b),
  min: (a, b) => minimum(a, b),
  max: (a, b) => maximum(a, b),
  pow: (a, b) => pow(a, b),
  floor: (a) => floor(a),
  cos: (a) => cos(a),
  choose: (a, b, below, other) => where(less(a, b), below, other),
};
