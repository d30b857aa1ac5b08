import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { Program } from "../../src/engines/session.ts";
import { WasmProgram } from "../../src/engines/wasm/wasmProgram.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { buildInOrder } from "../../src/layers/inOrder.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import { WeightGatherer } from "../../src/model/network.ts";
import { input } from "../../src/ops/input.ts";
import { square } from "../../src/ops/square.ts";
import { sum } from "../../src/ops/sum.ts";

const mode = { training: true, step: unused, update: unused };

/** How many tasks of a program do nothing but lay numbers out anew. */
function copyCount(program: Program): number {
  if (!(program instanceof WasmProgram)) throw new TypeError("no plan");
  const { phases } = program.report.plan;
  return phases.flat().filter((unit) => {
    if (unit.kind === "store") return true;
    if (unit.kind !== "loop") return false;
    const nodes = [...unit.members, ...unit.reductions];
    return nodes.every(({ tensor }) => ["reshape", "transpose", "slice"].includes(tensor.op.name));
  }).length;
}

describe("a transformer block on the wasm engine", () => {
  const gatherer = new WeightGatherer(1);
  const type = { shape: [16, 32], dtype: "f32" } as const;
  const x = input("x", [4, 16, 32]);
  const block = buildInOrder([transformerEncoder({ heads: 4, causal: true })], type, () =>
    gatherer.context("model", "0"),
  );
  const y = block.apply(x, mode);

  it("copies nothing forward: what is laid out by head is written there by work that is done anyway", async () => {
    const session = await createWasmSession({ threads: 1 });
    expect(copyCount(await session.compile({ outputs: { y }, updates: [] }))).toBe(0);
  });

  it("copies four tensors backward: the gradients of queries, keys, values and of what the heads found", async () => {
    const session = await createWasmSession({ threads: 1 });
    const cost: Tensor = sum(square(y));
    const outputs = { cost, ...gradients(cost, gatherer.parameters) };
    expect(copyCount(await session.compile({ outputs, updates: [] }))).toBe(4);
  });
});

function unused(): never {
  throw new TypeError("nothing is trained here");
}
