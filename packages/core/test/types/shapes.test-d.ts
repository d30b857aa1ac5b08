import { expectTypeOf, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";

const x = input("x", [2, 3, 4]);
const rows = input("rows", [4, 5]);
const batch: number = 8;
const some = input("some", [batch, 4]);
declare const any: Tensor;

test("shapes of products are known to the compiler", () => {
  expectTypeOf(ops.matMul(some, rows)).toEqualTypeOf<Tensor<[number, 5]>>();
  expectTypeOf(ops.matMul(x, rows)).toEqualTypeOf<Tensor<[2, 3, 5]>>();
  expectTypeOf(ops.matMul(rows, rows, { transposeB: true })).toEqualTypeOf<Tensor<[4, 4]>>();
  expectTypeOf(ops.matMul(any, rows)).toEqualTypeOf<Tensor<Shape>>();
});

test("inner dimensions that differ do not compile", () => {
  // @ts-expect-error matMul: inner dimensions must agree; got [4, 5] × [4, 5]
  const make = () => ops.matMul(rows, rows);
  // @ts-expect-error matMul: inner dimensions must agree; got [4, 5] × [4, 5]
  const makeTransposed = () => ops.matMul(rows, rows, { transposeA: true, transposeB: true });
  expectTypeOf(make).toBeFunction();
  expectTypeOf(makeTransposed).toBeFunction();
});

test("shapes of reductions are known to the compiler", () => {
  expectTypeOf(ops.sum(x)).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(ops.sum(any)).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(ops.mean(x, { axes: 1 })).toEqualTypeOf<Tensor<[2, 4]>>();
  expectTypeOf(ops.max(x, { axes: -1, keepDims: true })).toEqualTypeOf<Tensor<[2, 3, 1]>>();
  expectTypeOf(ops.sum(x, { axes: [0, -1] })).toEqualTypeOf<Tensor<[3]>>();
  expectTypeOf(ops.sum(any, { axes: 0 })).toEqualTypeOf<Tensor<Shape>>();
});

test("shapes of moved axes are known to the compiler", () => {
  expectTypeOf(ops.transpose(rows)).toEqualTypeOf<Tensor<[5, 4]>>();
  expectTypeOf(ops.transpose(x, [2, 0, -2]).shape).toExtend<readonly [4, 2, 3]>();
  expectTypeOf(ops.reshape(x, [6, 4]).shape).toExtend<readonly [6, 4]>();
  expectTypeOf(ops.reshape(x, [6, -1]).shape).toExtend<readonly [6, number]>();
  expectTypeOf(ops.softmax(x)).toEqualTypeOf(x);
});

test("gradients have the shapes of what they are for", () => {
  const { dx } = gradients(ops.sum(x), { dx: x });
  expectTypeOf(dx.shape).toExtend<readonly [2, 3, 4]>();
});
