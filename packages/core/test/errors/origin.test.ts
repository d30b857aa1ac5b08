import { expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { linear } from "../../src/layers/linear.ts";
import { sequential } from "../../src/model/sequential.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";

function errorOf(build: () => unknown): ChainruleError {
  try {
    build();
  } catch (error) {
    if (error instanceof ChainruleError) return error;
  }
  throw new Error("a ChainruleError was expected");
}

const ownLine = /errors\/origin\.test\.ts:\d+:\d+$/;

test("a shape that does not fit names the user's own line", () => {
  const b: Tensor = input("b", [4, 5]);
  const error = errorOf(() => ops.matMul(input("a", [2, 3]), b));
  expect(error.line).toMatch(ownLine);
  expect(error.message).toBe(`matMul: inner dimensions must agree; got [2, 3] × [4, 5] (at ${error.line})`);
  expect(error.toText("zh")).toContain(`位于 ${error.line}`);
});

test("a shape that does not fit inside a layer names the layer", () => {
  const error = errorOf(() => sequential({ input: [1, 4, 4] }, [conv2d({ filters: 2, kernel: 5 }), linear(3)]));
  expect(error.path).toBe("model.layers[0]");
});

test("a node knows the line that made it", () => {
  expect(add(input("a", [2]), 1).origin.line).toMatch(ownLine);
});
