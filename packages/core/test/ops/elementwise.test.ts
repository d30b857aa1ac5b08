import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import type { DType } from "../../src/graph/dtype.ts";
import { elementCount, type Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { elementwiseDescriptions } from "../../src/ops/elementwiseDescriptions.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { random } from "../../src/random/generator.ts";
import { type ElementwiseCase, elementwiseCases, rangeOf } from "./elementwiseCases.ts";
import { elementOf, ScalarLanes, scalar } from "./scalarLanes.ts";

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

/** Inputs of a case, one element each or of the given shapes. */
function inputsOf({ operands }: ElementwiseCase, shape: Shape): Tensor[] {
  return operands.map((dtype, i) => input(`x${i}`, shape, dtype));
}

function run(output: Tensor, feeds: readonly (readonly number[])[]): readonly number[] {
  const named = Object.fromEntries(feeds.map((values, i) => [`x${i}`, Float64Array.from(values)]));
  const used = Object.fromEntries(Object.entries(named).filter(([name]) => reads(output, name)));
  return [...(evaluate([output], used).get(output) ?? [])];
}

function reads(tensor: Tensor, name: string): boolean {
  const { lowering } = tensor.op;
  return (lowering.kind === "input" && lowering.name === name) || tensor.inputs.some((next) => reads(next, name));
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

/** ∂y/∂x for each operand, evaluated in f64. */
function partialsOf(output: Tensor, feeds: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { derivative } = output.op;
  if (derivative.kind !== "elementwise") throw new TypeError(`${output.op.name} has no partial derivatives`);
  return derivative.partials({ inputs: output.inputs, output, ops }).map((partial) => {
    const count = elementCount(output.shape);
    if (typeof partial === "number") return new Array<number>(count).fill(partial);
    const values = run(partial, feeds);
    return values.length === 1 ? new Array<number>(count).fill(values[0] ?? nan) : values;
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

  test("an infinite or NaN operand gives NaN only where the value has no limit", () => {
    if (operands.length > 1 || operands[0] !== "f32") return;
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

  test("its notation names every operand", () => {
    const output = apply(...inputsOf(subject, []));
    const names = operands.map((_, i) => `x_{${i}}`);
    for (const name of names) expect(output.op.notation(names)).toContain(name);
  });

  test("its partial derivatives agree with central differences", () => {
    const count = 50;
    const step = 1e-5;
    const output = apply(...inputsOf(subject, [count]));
    if (output.op.derivative.kind === "none" || output.dtype !== "f32") return;
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
});

interface Figures {
  readonly unary: Readonly<Record<string, readonly { x: number; y: number; dx: number }[]>>;
  readonly binary: Readonly<
    Record<string, readonly { a: number; b: number; y: number; da: number | string; db: number | string }[]>
  >;
}

const figures: Figures = JSON.parse(readFileSync(new URL("../figures/elementwise.json", import.meta.url), "utf8"));

const withSettings: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  tan: ops.tan,
  logSigmoid: ops.logSigmoid,
  clip: (x) => ops.clip(x, { min: -1, max: 1.5 }),
  "leakyRelu slope 0.2": (x) => ops.leakyRelu(x, { slope: 0.2 }),
  "elu alpha 0.5": (x) => ops.elu(x, { alpha: 0.5 }),
  "gelu tanh": (x) => ops.gelu(x, { approximation: "tanh" }),
};

function caseFor(name: string): (...inputs: readonly Tensor[]) => Tensor {
  const settings = withSettings[name];
  if (settings !== undefined) return (x) => settings(x ?? input("missing", []));
  const found = elementwiseCases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(name);
  return found.apply;
}

const composed = ["tan", "logSigmoid"];
/** PyTorch has 1/6 in single precision there. */
const slopeTolerance: Readonly<Record<string, number>> = { hardSigmoid: 1e-8 };

describe("PyTorch's values and derivatives, kinks and ties included", () => {
  test.each(Object.entries(figures.unary))("%s", (name, rows) => {
    const points = rows.map((row) => row.x);
    const output = caseFor(name)(input("x0", [points.length]));
    const values = run(output, [points]);
    rows.forEach((row, i) => {
      expect(Math.abs((values[i] ?? nan) - row.y), `value at ${row.x}`).toBeLessThanOrEqual(
        1e-14 * Math.max(1, Math.abs(row.y)),
      );
    });
    if (composed.includes(name)) return;
    const slopes = output.op.derivative.kind === "none" ? [points.map(() => 0)] : partialsOf(output, [points]);
    rows.forEach((row, i) => {
      expect(Math.abs((slopes[0]?.[i] ?? nan) - row.dx), `derivative at ${row.x}`).toBeLessThanOrEqual(
        (slopeTolerance[name] ?? 1e-13) * Math.max(1, Math.abs(row.dx)),
      );
    });
  });

  test.each(Object.entries(figures.binary))("%s", (name, rows) => {
    const feeds = [rows.map((row) => row.a), rows.map((row) => row.b)];
    const output = caseFor(name)(input("x0", [rows.length]), input("x1", [rows.length]));
    const values = run(output, feeds);
    const partials = partialsOf(output, feeds);
    rows.forEach((row, i) => {
      expect(values[i]).toBeCloseTo(row.y, 12);
      expect(partials[0]?.[i]).toBeCloseTo(Number(row.da), 12);
      if (row.db === "nan") expect(partials[1]?.[i]).toBeNaN();
      else expect(partials[1]?.[i]).toBeCloseTo(Number(row.db), 12);
    });
  });
});

/** The element that broadcasting puts at `position` of the result. */
function broadcastElement(values: readonly number[], shape: Shape, position: readonly number[]): number {
  const missing = position.length - shape.length;
  const index = shape.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : (position[axis + missing] ?? 0)), 0);
  return values[index] ?? nan;
}

describe("broadcasting", () => {
  const axis = fc.record({
    size: fc.integer({ min: 1, max: 4 }),
    one: fc.constantFrom("left", "right", "none"),
  });

  test("reads each operand at its own place, whatever the shapes", () => {
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), fc.nat(4), fc.boolean(), (axes, dropped, swap) => {
        const a = axes.map(({ size, one }) => (one === "left" ? 1 : size));
        const b = axes.map(({ size, one }) => (one === "right" ? 1 : size)).slice(dropped);
        const result = axes.map(({ size, one }, i) => (i < dropped && one === "left" ? 1 : size));
        const left = Array.from({ length: elementCount(a) }, (_, i) => i);
        const right = Array.from({ length: elementCount(b) }, (_, i) => 1000 * i);
        const expected = Array.from({ length: elementCount(result) }, (_, index) => {
          let rest = index;
          const position = result
            .toReversed()
            .map((size) => {
              const place = rest % size;
              rest = Math.floor(rest / size);
              return place;
            })
            .toReversed();
          return broadcastElement(left, a, position) + broadcastElement(right, b, position);
        });
        const x: Tensor = input("x0", a);
        const y: Tensor = input("x1", b);
        const sum = swap ? ops.add(y, x) : ops.add(x, y);
        expect(sum.shape).toEqual(result);
        expect(run(sum, [left, right])).toEqual(expected);
      }),
    );
  });

  test("a shape that does not fit names op and shapes when the graph is built", () => {
    const a: Tensor = input("a", [2, 3]);
    const b: Tensor = input("b", [3, 2]);
    expect(() => ops.mul(a, b)).toThrow(
      "mul: shapes must broadcast (from the last axis, sizes agree or one is 1); got [2, 3] and [3, 2]",
    );
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

describe("element types", () => {
  test("operands of two types are refused", () => {
    expect(() => ops.add(input("a", []), input("b", [], "i32"))).toThrow(
      "add: element type must be f32; got f32 / i32",
    );
    expect(() => ops.exp(input("a", [], "i32"))).toThrow("exp: element type must be f32; got i32");
    expect(() => ops.less(input("a", [], "bool"), input("b", [], "bool"))).toThrow(
      "less: element type must be f32 / i32; got bool / bool",
    );
    expect(() => ops.where(input("a", []), 1, 0)).toThrow("where: element type must be bool; got f32 / f32 / f32");
  });

  test("a number beside integers must be one", () => {
    const count = input("count", [], "i32");
    expect(ops.add(count, 1).dtype).toBe("i32");
    expect(ops.add(1, count).dtype).toBe("i32");
    expect(() => ops.add(count, 0.5)).toThrow("add: element type must be i32; got 0.5");
  });

  test("integers wrap around at 32 bits", () => {
    const a = input("x0", [2], "i32");
    const b = input("x1", [2], "i32");
    expect(
      run(ops.add(a, b), [
        [2 ** 31 - 1, 5],
        [1, 6],
      ]),
    ).toEqual([-(2 ** 31), 11]);
    expect(
      run(ops.mul(a, b), [
        [123456789, 3],
        [987654321, 4],
      ]),
    ).toEqual([Math.imul(123456789, 987654321), 12]);
  });

  test("a cast to the type that a tensor has gives the tensor itself", () => {
    const x = input("x", [3]);
    expect(ops.cast(x, "f32")).toBe(x);
  });
});

test("every elementwise op with operands is among the cases", () => {
  const tested = new Set(elementwiseCases.map(({ definition }) => definition.name));
  const without = ["full", "iota", "randomUniform"]; // in tests of their own
  const described = elementwiseDescriptions.map(({ name }) => name);
  expect(described.filter((name) => !tested.has(name) && !without.includes(name))).toEqual([]);
});

describe("settings", () => {
  const x = input("x", [3]);

  test("bounds in the wrong order are refused", () => {
    expect(() => ops.clip(x, { min: 2, max: 1 })).toThrow("clip: min must be ≤ 1 (max); got 2");
    expect(() => ops.hardTanh(x, { min: 1, max: 1 })).toThrow("hardTanh: min must be < 1 (max); got 1");
    expect(() => ops.clip(x, { min: nan })).toThrow("clip: min must be");
  });

  test("slopes that are not finite are refused", () => {
    expect(() => ops.leakyRelu(x, { slope: inf })).toThrow("leakyRelu: slope must be a finite number; got Infinity");
    expect(() => ops.elu(x, { alpha: nan })).toThrow("elu: alpha must be a finite number; got NaN");
  });
});
