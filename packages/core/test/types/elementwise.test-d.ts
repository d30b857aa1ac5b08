import { expectTypeOf, test } from "vitest";
import type { Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { constant } from "../../src/ops/constant.ts";
import { greater } from "../../src/ops/greater.ts";
import { input } from "../../src/ops/input.ts";
import { iota } from "../../src/ops/iota.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { relu } from "../../src/ops/relu.ts";
import { where } from "../../src/ops/where.ts";
import { zeros } from "../../src/ops/zeros.ts";

const a = input("a", [2, 3]);
const row = input("row", [3]);
const column = input("column", [2, 1]);

test("a number operand keeps the other's shape", () => {
  expectTypeOf(add(a, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(add(1, a)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(relu(a)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(add(1, 2).shape).toExtend<readonly []>();
});

test("literal shapes broadcast", () => {
  expectTypeOf(add(a, row).shape).toExtend<readonly [2, 3]>();
  expectTypeOf(add(row, column).shape).toExtend<readonly [2, 3]>();
  expectTypeOf(mul(input("s", []), a)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(where(greater(a, 0), row, 0).shape).toExtend<readonly [2, 3]>();
});

test("shapes that do not broadcast fail to compile", () => {
  // @ts-expect-error -- add: shapes must broadcast; got [2, 3] and [3, 4]
  expectTypeOf(() => add(a, input("b", [3, 4]))).toBeFunction();
  // @ts-expect-error -- where: shapes must broadcast; got [2, 3] and [4]
  expectTypeOf(() => where(greater(a, 0), 0, input("b", [4]))).toBeFunction();
});

test("sizes that the compiler does not know are left for the graph to check", () => {
  const batch: number = 2;
  const examples = input("examples", [batch, 3]);
  expectTypeOf(add(examples, row).shape).toExtend<readonly [number, 3]>();
  expectTypeOf(add(examples, column).shape).toExtend<readonly [2, 3]>();
});

test("ops take tensors of any shape without casts", () => {
  const sum = (x: Tensor, y: Tensor): Tensor => add(mul(x, y), where(greater(x, y), x, 0));
  expectTypeOf(sum).returns.toEqualTypeOf<Tensor>();
  const scaled = <S extends Shape>(x: Tensor<S>): Tensor<S> => mul(add(relu(x), 1), 2);
  expectTypeOf(scaled(a)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});

test("values that are written out give literal shapes", () => {
  expectTypeOf(
    constant([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  ).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(constant(1)).toEqualTypeOf<Tensor<readonly []>>();
  expectTypeOf(parameter("W", [[0.1, 0.6]])).toEqualTypeOf<Tensor<readonly [1, 2]>>();
  expectTypeOf(parameter("W", { shape: [1, 2], initial: () => [0.1, 0.6] })).toEqualTypeOf<Tensor<readonly [1, 2]>>();
  expectTypeOf(zeros([2, 2])).toEqualTypeOf<Tensor<readonly [2, 2]>>();
  expectTypeOf(iota(4)).toEqualTypeOf<Tensor<readonly [4]>>();
});

test("values that are not written out give unknown sizes", () => {
  const rows: number[][] = [[1, 2]];
  expectTypeOf(constant(rows)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(constant(Float32Array.of(1, 2))).toEqualTypeOf<Tensor<readonly [number]>>();
});
