import { describe, expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { DType } from "../../src/graph/dtype.ts";
import { elementCount, type Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { elementwiseDescriptions } from "../../src/ops/elementwiseDescriptions.ts";
import { input } from "../../src/ops/input.ts";
import { ones } from "../../src/ops/ones.ts";
import { ops } from "../../src/ops/registry.ts";
import { random } from "../../src/random/generator.ts";
import { type ElementwiseCase, elementwiseCases, rangeOf } from "./elementwiseCases.ts";
import { partialsOf, run } from "./elementwiseRun.ts";
import { elementOf, ScalarLanes, scalar } from "./scalarLanes.ts";

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

/** Inputs of a case, one element each or of the given shapes. */
function inputsOf({ operands }: ElementwiseCase, shape: Shape): Tensor[] {
  return operands.map((dtype, i) => input(`x${i}`, shape, dtype));
}

/** Random operands within the op's domain, at least `away` from its kinks. */
function sample({ operands, definition }: ElementwiseCase, count: number, away: number): number[][] {
  const generator = random({ seed: 7, stream: definition.name });
  return operands.map((dtype, i) => {
    const { from, to, kinks = [] } = rangeOf(definition, i);
    const draw = (): number => {
      if (dtype === "bool") return generator.integer(0, 2);
      if (dtype === "i32") return generator.integer(-100, 100);
      const x = from + (to - from) * generator.uniform();
      return kinks.some((kink) => Math.abs(x - kink) < away) ? draw() : x;
    };
    return Array.from({ length: count }, draw);
  });
}

function inLanes(tensor: Tensor, operands: readonly (readonly number[])[]): number[] {
  const { lowering } = tensor.op;
  if (lowering.kind !== "elementwise") throw new TypeError("not elementwise");
  return Array.from({ length: elementCount(tensor.shape) }, (_, index) => {
    const lanes = tensor.inputs.map(({ dtype }, i) => scalar(dtype, operands[i]?.[index] ?? nan));
    const result = lowering.lanes(new ScalarLanes(index), lanes);
    expect(result.type).toBe(tensor.dtype);
    return elementOf(result);
  });
}

const specials: Readonly<Record<DType, readonly number[]>> = {
  f32: [nan, -inf, -3e38, -1e4, -104, -30, -3, -1, -1e-30, -0, 0, 1e-30, 0.5, 1, 1.5, 2.5, 3, 30, 104, 1e4, 3e38, inf],
  i32: [-(2 ** 31), -(2 ** 31) + 1, -65537, -1, 0, 1, 65537, 2 ** 31 - 1],
  bool: [0, 1],
};

/** All combinations of the special values of an op's operands, column by column. */
function specialOperands({ operands }: ElementwiseCase): number[][] {
  let rows: number[][] = [[]];
  for (const dtype of operands) rows = rows.flatMap((row) => specials[dtype].map((value) => [...row, value]));
  return operands.map((dtype, i) =>
    rows.map((row) => (dtype === "f32" ? Math.fround(row[i] ?? nan) : (row[i] ?? nan))),
  );
}

describe.each(elementwiseCases)("$name", (subject) => {
  const { definition, apply, operands } = subject;

  test("the code for generated loops gives the reference's values within the stated tolerance", () => {
    const count = 200;
    const feeds = sample(subject, count, 0).map((values) => values.map(Math.fround));
    const output = apply(...inputsOf(subject, [count]));
    const lanes = inLanes(output, feeds);
    for (const [i, expected] of run(output, feeds).entries()) {
      const error = Math.abs((lanes[i] ?? nan) - expected) / Math.max(1, Math.abs(expected));
      expect(error, `at ${feeds.map((values) => values[i])}`).toBeLessThanOrEqual(definition.tolerance);
    }
  });

  test("the code for generated loops agrees on ±0, ±Inf, NaN and large values", () => {
    const feeds = specialOperands(subject);
    const count = feeds[0]?.length ?? 0;
    const output = apply(...inputsOf(subject, [count]));
    const lanes = inLanes(output, feeds);
    for (const [i, exact] of run(output, feeds).entries()) {
      const expected = output.dtype === "f32" ? Math.fround(exact) : exact;
      const actual = lanes[i] ?? nan;
      const agrees =
        Object.is(actual + 0, expected + 0) || Math.abs(actual - expected) <= 2e-6 * Math.max(1, Math.abs(expected));
      expect(agrees, `${actual} for ${expected} at ${feeds.map((values) => values[i])}`).toBe(true);
    }
  });

  test("its notation names every operand", () => {
    const output = apply(...inputsOf(subject, []));
    const names = operands.map((_, i) => `x_{${i}}`);
    for (const name of names) expect(output.op.notation(names)).toContain(name);
  });
});

const ofOneFloat = elementwiseCases.filter(({ operands }) => operands.length === 1 && operands[0] === "f32");

describe.each(ofOneFloat)("$name", (subject) => {
  const { definition, apply } = subject;

  test("an infinite or NaN operand gives NaN only where the value has no limit", () => {
    const output = apply(...inputsOf(subject, [2]));
    const noLimit = new Map([
      ["sin", [nan, nan]],
      ["cos", [nan, nan]],
      ["log", [nan, inf]],
      ["log1p", [nan, inf]],
      ["sqrt", [nan, inf]],
      ["rsqrt", [nan, 0]],
    ]).get(definition.name);
    const values = run(output, [[-inf, inf]]);
    if (noLimit === undefined) expect(values.some(Number.isNaN)).toBe(false);
    else expect(values).toEqual(noLimit);
    const ofNaN = run(output, [[nan, nan]])[0] ?? 0;
    expect(ofNaN).toBe(
      output.dtype === "f32"
        ? nan
        : definition.name === "isNaNValue" || (output.dtype === "bool" && definition.name === "cast")
          ? 1
          : 0,
    );
  });
});

const differentiable = elementwiseCases.filter((subject) => {
  const { dtype, op } = subject.apply(...inputsOf(subject, []));
  return dtype === "f32" && op.derivative.kind !== "none";
});

describe.each(differentiable)("$name", (subject) => {
  const { apply, operands } = subject;

  test("its partial derivatives agree with central differences", () => {
    const count = 50;
    const step = 1e-5;
    const output = apply(...inputsOf(subject, [count]));
    const feeds = sample(subject, count, 1e-3);
    for (const [operand, partial] of partialsOf(output, feeds).entries()) {
      if (operands[operand] !== "f32") continue;
      const shifted = (by: number): readonly number[] =>
        run(
          output,
          feeds.map((values, i) => (i === operand ? values.map((x) => x + by) : values)),
        );
      const above = shifted(step);
      const below = shifted(-step);
      for (const [i, actual] of partial.entries()) {
        const expected = ((above[i] ?? nan) - (below[i] ?? nan)) / (2 * step);
        expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-8);
      }
    }
  });

  test("its second derivatives agree with central differences of the first", () => {
    const count = 20;
    const step = 1e-5;
    const inputs = inputsOf(subject, [count]);
    const output = apply(...inputs);
    const x = inputs[operands.length - 1] ?? output;
    const dy = ones([count]);
    const options = { independent: "zero" } as const;
    const first = gradients({ tensor: output, dy }, { x }, options).x;
    const second = gradients({ tensor: first, dy }, { x }, options).x;
    const feeds = sample(subject, count, 1e-3);
    const shifted = (by: number): readonly number[] =>
      run(
        first,
        feeds.map((values, i) => (i === operands.length - 1 ? values.map((value) => value + by) : values)),
      );
    const above = shifted(step);
    const below = shifted(-step);
    for (const [i, actual] of run(second, feeds).entries()) {
      const expected = ((above[i] ?? nan) - (below[i] ?? nan)) / (2 * step);
      expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-7);
    }
  });
});

describe("limits", () => {
  const limits: readonly (readonly [string, (x: Tensor) => Tensor, number, number])[] = [
    ["exp", ops.exp, 0, inf],
    ["expm1", ops.expm1, -1, inf],
    ["sigmoid", ops.sigmoid, 0, 1],
    ["tanh", ops.tanh, -1, 1],
    ["erf", ops.erf, -1, 1],
    ["relu", ops.relu, 0, inf],
    ["leakyRelu", (x) => ops.leakyRelu(x), -inf, inf],
    ["elu", (x) => ops.elu(x), -1, inf],
    ["selu", ops.selu, -1.0507009873554805 * 1.6732632423543772, inf],
    ["gelu", (x) => ops.gelu(x), 0, inf],
    ["gelu through tanh", (x) => ops.gelu(x, { approximation: "tanh" }), 0, inf],
    ["silu", ops.silu, 0, inf],
    ["softplus", ops.softplus, 0, inf],
    ["softsign", ops.softsign, -1, 1],
    ["logSigmoid", ops.logSigmoid, -inf, 0],
    ["hardSigmoid", ops.hardSigmoid, 0, 1],
    ["hardSwish", ops.hardSwish, 0, inf],
    ["hardTanh", (x) => ops.hardTanh(x), -1, 1],
    ["mish", ops.mish, 0, inf],
    ["reciprocal", ops.reciprocal, 0, 0],
    ["sign", ops.sign, -1, 1],
  ];

  test.each(limits)("%s at −∞ and ∞", (_name, apply, low, high) => {
    const values = run(apply(input("x0", [2])), [[-inf, inf]]);
    expect(values.map((value) => value + 0)).toEqual([low, high]);
  });
});

test("every elementwise op with operands is among the cases", () => {
  const tested = new Set(elementwiseCases.map(({ definition }) => definition.name));
  const without = ["full", "iota", "randomUniform"]; // in tests of their own
  const described = elementwiseDescriptions.map(({ name }) => name);
  expect(described.filter((name) => !tested.has(name) && !without.includes(name))).toEqual([]);
});
