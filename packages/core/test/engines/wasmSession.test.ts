import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import type { Feeds, SessionOptions } from "../../src/engines/session.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Step } from "../../src/graph/step.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mean } from "../../src/ops/mean.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { softmax } from "../../src/ops/softmax.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { transpose } from "../../src/ops/transpose.ts";

async function bothEngines(step: Step, feeds: Feeds, steps: number, options: SessionOptions) {
  const wasm = await createWasmSession(options);
  const reference = createReferenceSession();
  const [fast, slow] = [await wasm.compile(step), await reference.compile(step)];
  return { fast: fast.run(feeds, { steps }), slow: slow.run(feeds, { steps }), wasm, reference };
}

function values(rows: number, columns: number, seed: number): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => Math.sin(seed + 12.9898 * i + 78.233 * j)),
  );
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i += 1) expect(Math.abs((a[i] ?? 0) - (b[i] ?? 0))).toBeLessThan(tolerance);
}

function twoLayers(batch: number, inputs: number, hidden: number): { step: Step; parameters: Tensor[] } {
  const x = input("x", [batch, inputs]);
  const y = input("y", [batch, 3]);
  const w1 = parameter("w1", values(hidden, inputs, 1));
  const b1 = parameter("b1", values(1, hidden, 2));
  const w2 = parameter("w2", values(3, hidden, 3));
  const h = tanh(add(matMul(x, w1, { transposeB: true }), b1));
  const cost = mean(square(sub(softmax(matMul(h, w2, { transposeB: true }), 1), y)));
  const d = gradients(cost, { w1, b1, w2 });
  const update = (p: Tensor, dp: Tensor) => ({ variable: p, value: sub(p, mul(dp, 0.5)) });
  return {
    step: { outputs: { cost }, updates: [update(w1, d.w1), update(b1, d.b1), update(w2, d.w2)], guard: cost },
    parameters: [w1, b1, w2],
  };
}

describe("the WebAssembly session", () => {
  it.each([1, 2, 3])("trains a two-layer network like the reference engine on %i threads", async (threads) => {
    const { step, parameters } = twoLayers(33, 65, 70);
    const feeds = { x: values(33, 65, 5), y: values(33, 3, 6) };
    const { fast, slow, wasm, reference } = await bothEngines(step, feeds, 20, { threads });
    expectClose(fast.outputs.cost?.data ?? [], slow.outputs.cost?.data ?? []);
    expect(fast.stepsDone).toBe(20);
    for (const p of parameters) expectClose(wasm.read(p).data, reference.read(p).data);
  });

  it("gives the same bits on any number of threads", async () => {
    const { step, parameters } = twoLayers(64, 128, 128);
    const feeds = { x: values(64, 128, 5), y: values(64, 3, 6) };
    const results = await Promise.all(
      [1, 2, 3, 4].map(async (threads) => {
        const session = await createWasmSession({ threads });
        (await session.compile(step)).run(feeds, { steps: 30 });
        return parameters.map((p) => [...session.read(p).data]);
      }),
    );
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("reduces along rows, columns and everything, also of transposed views", async () => {
    const x = input("x", [7, 13]);
    const outputs = {
      all: sum(x),
      rows: sum(x, { axes: [1] }),
      columns: sum(x, { axes: [0] }),
      transposed: sum(mul(transpose(x), 2), { axes: [1] }),
      both: add(transpose(x), sum(x, { axes: [0] }).shape.length === 1 ? 1 : 0),
      gate: sigmoid(x),
    };
    const { fast, slow } = await bothEngines({ outputs, updates: [] }, { x: values(7, 13, 2) }, 1, { threads: 1 });
    for (const name of Object.keys(outputs)) {
      expectClose(fast.outputs[name]?.data ?? [], slow.outputs[name]?.data ?? []);
    }
  });

  it("leaves the state as it was when the guard is not finite", async () => {
    const w = parameter("w", [1, 2]);
    const x = input("x", [2]);
    const cost = sum(mul(w, x));
    const step = { outputs: { cost }, updates: [{ variable: w, value: add(w, 1) }], guard: cost };
    const session = await createWasmSession({ threads: 1 });
    const program = await session.compile(step);
    expect(program.run({ x: [1, 1] }, { steps: 2 }).stepsDone).toBe(2);
    expect(program.run({ x: [Infinity, 1] }).stepsDone).toBe(0);
    expect([...session.read(w).data]).toEqual([3, 4]);
  });

  it("exchanges two variables in one step", async () => {
    const a = parameter("a", [1, 2, 3]);
    const b = parameter("b", [4, 5, 6]);
    const session = await createWasmSession({ threads: 1 });
    const program = await session.compile({
      outputs: { total: sum(add(a, b)) },
      updates: [
        { variable: a, value: b },
        { variable: b, value: a },
      ],
    });
    program.run({}, { steps: 3 });
    expect([...session.read(a).data]).toEqual([4, 5, 6]);
    expect([...session.read(b).data]).toEqual([1, 2, 3]);
  });

  it("gives several variables one and the same new value", async () => {
    const a = parameter("a", [1, 2, 3]);
    const b = parameter("b", [4, 5, 6]);
    const c = parameter("c", [7, 8, 9]);
    const value = add(mul(a, 2), c);
    const session = await createWasmSession({ threads: 1 });
    const program = await session.compile({
      outputs: { total: sum(mul(a, b)) },
      updates: [a, b, c].map((variable) => ({ variable, value })),
    });
    const { outputs } = program.run({}, { steps: 2 });
    for (const variable of [a, b, c]) expect([...session.read(variable).data]).toEqual([27, 36, 45]);
    expect(outputs["total"]?.data[0]).toBe(9 * 9 + 12 * 12 + 15 * 15);
  });
});
