import { describe, expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { scan } from "../../src/ops/scan.ts";

const batch = 4;
const units = 24;

/** A simple recurrent network over `steps` vectors, with the gradient of its weight. */
function recurrent(steps: number): {
  readonly outputs: { readonly cost: Tensor; readonly dw: Tensor };
  readonly feeds: { readonly x: Float32Array; readonly w: Float32Array };
} {
  const x = input("x", [steps, batch, units]);
  const w = input("w", [units, units]);
  const { carry } = scan(
    ([h = x], [v = x]) => ({ carry: [ops.tanh(ops.add(v, ops.matMul(h, w, { transposeB: true })))] }),
    [ops.zeros([batch, units])],
    [x],
  );
  const cost = ops.sum(ops.square(carry[0] ?? x));
  const { w: dw } = gradients(cost, { w });
  const values = (count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(7 * i + 1) / 4);
  return { outputs: { cost, dw }, feeds: { x: values(steps * batch * units), w: values(units * units) } };
}

describe("scan refuses", () => {
  const x = input("x", [5, 3]);
  const first = input("first", [3]);

  test("sequences of different lengths", () => {
    expect(() => scan(() => ({ carry: [first] }), [first], [x, input("y", [4, 3])])).toThrow(
      /scan: sequences must have one length.*\[5, 3\], \[4, 3\]/,
    );
  });

  test("no sequences without a number of steps", () => {
    expect(() => scan(() => ({ carry: [first] }), [first], [])).toThrow(/steps must be given/);
  });

  test("a carry that changes its shape", () => {
    expect(() => scan(([h = x]) => ({ carry: [ops.sum(h)] }), [first], [x])).toThrow(/scan: shape must be \[3\].*\[\]/);
  });

  test("a step that loses a carry", () => {
    expect(() => scan(() => ({ carry: [] }), [first], [x])).toThrow(/as many carries as it is given, 1; got 0/);
  });

  test("carries that are no f32", () => {
    expect(() => scan(([h = x]) => ({ carry: [h] }), [input("n", [3], "i32")], [x])).toThrow(
      /element type must be f32/,
    );
  });
});

test("a scan and its gradient are a few nodes, whatever the number of turns", () => {
  const nodes = (steps: number): number => topologicalOrder(Object.values(recurrent(steps).outputs)).length;
  expect(nodes(1000)).toBe(nodes(10));
});

test("over 1,000 turns it takes the memory that was planned: what each turn keeps, and no copy of the weight for each", async () => {
  const planned = async (steps: number): Promise<number> => {
    const { outputs, feeds } = recurrent(steps);
    const session = await createWasmSession({ threads: 2 });
    const program = await session.compile({ outputs, updates: [] });
    expect(session.arenaBytes).toBe(program.planBytes);
    program.run(feeds, { steps: 2 });
    expect(session.arenaBytes).toBe(program.planBytes);
    return program.planBytes;
  };
  const each = ((await planned(1000)) - (await planned(500))) / 500;
  const rowBytes = 4 * batch * units;
  // The sequence itself, the carry, and the carry's gradient.
  expect(each).toBeGreaterThanOrEqual(3 * rowBytes);
  expect(each).toBeLessThan(4 * rowBytes);
});

test("gradients over 1,000 turns are those of the reference, on any number of threads to the bit", async () => {
  const { outputs, feeds } = recurrent(1000);
  const expected = evaluate([outputs.dw], feeds).get(outputs.dw) ?? new Float64Array();
  const results = await Promise.all(
    [1, 2, 3, 4].map(async (threads) => {
      const session = await createWasmSession({ threads });
      const program = await session.compile({ outputs, updates: [] });
      return [...(program.run(feeds).outputs["dw"]?.data ?? [])];
    }),
  );
  const scale = Math.max(...expected.map(Math.abs));
  results[0]?.forEach((value, index) => {
    expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(1e-5 * scale);
  });
  for (const result of results) expect(result).toEqual(results[0]);
});
