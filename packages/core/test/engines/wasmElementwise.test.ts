import { beforeAll, describe, expect, test } from "vitest";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import type { Feeds, Session } from "../../src/engines/session.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { DType } from "../../src/graph/dtype.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { constant } from "../../src/ops/constant.ts";
import { full } from "../../src/ops/full.ts";
import { input } from "../../src/ops/input.ts";
import { iota } from "../../src/ops/iota.ts";
import { randomUniform } from "../../src/ops/randomUniform.ts";
import { random } from "../../src/random/generator.ts";
import { type ElementwiseCase, elementwiseCases, rangeOf } from "../ops/elementwiseCases.ts";

const lengths = [1, 3, 4, 5, 1000];

const specials: Readonly<Record<DType, readonly number[]>> = {
  f32: [
    Number.NaN,
    -Infinity,
    -3e38,
    -1e4,
    -88,
    -3,
    -1,
    -0.5,
    -0,
    0,
    1e-30,
    0.5,
    1,
    1.5,
    2.5,
    3,
    80,
    1e4,
    3e38,
    Infinity,
  ],
  i32: [-(2 ** 31), -65537, -1, 0, 1, 65537, 2 ** 31 - 1],
  bool: [0, 1],
};

/** Where single precision has to give up: turns can't be counted for huge angles; −∞ to broken powers is left NaN. */
const beyond: Readonly<Record<string, (operands: readonly number[]) => boolean>> = {
  sin: ([x = 0]) => Number.isFinite(x) && Math.abs(x) > 1e4,
  cos: ([x = 0]) => Number.isFinite(x) && Math.abs(x) > 1e4,
  pow: ([base, exponent]) => base === -Infinity && !Number.isInteger(exponent),
};

/** A power is computed as e^(b ln a), so its error grows with the exponent. */
function relativeTolerance({ definition }: ElementwiseCase, expected: number): number {
  return definition.name === "pow" ? 2e-6 + 1e-7 * Math.abs(Math.log(Math.abs(expected))) : 2e-6;
}

let wasm: Session;
beforeAll(async () => {
  wasm = await createWasmSession({ threads: 1 });
});

async function bothValues(
  output: Tensor,
  feeds: Feeds,
): Promise<{ fast: ArrayLike<number>; exact: ArrayLike<number> }> {
  const step = { outputs: { y: output }, updates: [] };
  const fast = (await wasm.compile(step)).run(feeds).outputs["y"]?.data ?? [];
  const exact = (await createReferenceSession().compile(step)).run(feeds).outputs["y"]?.data ?? [];
  return { fast, exact };
}

function feedsOf({ operands, definition }: ElementwiseCase, count: number): number[][] {
  const generator = random({ seed: 3, stream: definition.name });
  return operands.map((dtype, i) => {
    const { from, to } = rangeOf(definition, i);
    const draw = (): number => {
      if (dtype === "bool") return generator.integer(0, 2);
      if (dtype === "i32") return generator.integer(-1000, 1000);
      return Math.fround(from + (to - from) * generator.uniform());
    };
    return Array.from({ length: count }, draw);
  });
}

function specialFeeds({ operands }: ElementwiseCase): number[][] {
  let rows: number[][] = [[]];
  for (const dtype of operands)
    rows = rows.flatMap((row) => specials[dtype].map((value) => [...row, Math.fround(value)]));
  return operands.map((dtype, i) => rows.map((row) => (dtype === "i32" ? (row[i] ?? 0) | 0 : (row[i] ?? 0))));
}

function apply(subject: ElementwiseCase, columns: readonly (readonly number[])[]): { output: Tensor; feeds: Feeds } {
  const inputs = columns.map((values, i) => input(`x${i}`, [values.length], subject.operands[i] ?? "f32"));
  return { output: subject.apply(...inputs), feeds: Object.fromEntries(columns.map((values, i) => [`x${i}`, values])) };
}

describe.each(elementwiseCases)("generated code for $name", (subject) => {
  test.each(lengths)("is within the stated tolerance at length %i", async (count) => {
    const columns = feedsOf(subject, count);
    const { output, feeds } = apply(subject, columns);
    const { fast, exact } = await bothValues(output, feeds);
    expect(fast.length).toBe(count);
    for (let i = 0; i < count; i += 1) {
      const expected = exact[i] ?? Number.NaN;
      const error = Math.abs((fast[i] ?? Number.NaN) - expected) / Math.max(1, Math.abs(expected));
      expect(error, `at ${columns.map((values) => values[i])}`).toBeLessThanOrEqual(subject.definition.tolerance);
    }
  });

  test("agrees on ±0, ±Inf, NaN and large values", async () => {
    const columns = specialFeeds(subject);
    const { output, feeds } = apply(subject, columns);
    const { fast, exact } = await bothValues(output, feeds);
    for (let i = 0; i < fast.length; i += 1) {
      if (beyond[subject.definition.name]?.(columns.map((values) => values[i] ?? 0))) continue;
      const expected = output.dtype === "f32" ? Math.fround(exact[i] ?? 0) : (exact[i] ?? 0);
      const actual = fast[i] ?? 0;
      const agrees =
        Object.is(actual + 0, expected + 0) ||
        Math.abs(actual - expected) <= relativeTolerance(subject, expected) * Math.max(1, Math.abs(expected));
      expect(agrees, `${actual} for ${expected} at ${columns.map((values) => values[i])}`).toBe(true);
    }
  });
});

test.each<[string, Tensor]>([
  ["full", full([7], 0.25)],
  ["iota", iota(9)],
  ["randomUniform", randomUniform([3, 5], { key: [1, 2], counter: constant(4, "i32") })],
])("generated code for %s gives the reference's bits", async (_name, tensor) => {
  const { fast, exact } = await bothValues(tensor, {});
  expect(Array.from(fast)).toEqual(Array.from(exact));
});
