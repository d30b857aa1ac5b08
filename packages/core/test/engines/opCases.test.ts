import { describe, expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Values } from "../../src/graph/boundOp.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { ops } from "../../src/ops/registry.ts";
import { caseFeeds, caseInputs, type OpCase, opCases } from "../ops/opCases.ts";

/** Largest |value − expected| ÷ max(1, |expected|). */
function worstError(actual: ArrayLike<number>, expected: Values): number {
  let worst = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  expected.forEach((value, index) => {
    const found = actual[index] ?? Number.NaN;
    if (found === value || (Number.isNaN(found) && Number.isNaN(value))) return;
    const error = Math.abs(found - value) / Math.max(1, Math.abs(value));
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  });
  return worst;
}

async function wasmError(outputs: Record<string, Tensor>, feeds: Record<string, Float64Array>): Promise<number> {
  const nodes = Object.values(outputs);
  const order = topologicalOrder(nodes);
  const used = Object.entries(feeds).filter(([name]) => order.some((each) => each.name === name));
  const needed = Object.fromEntries(used);
  const expected = evaluate(nodes, needed);
  const session = await createWasmSession({ threads: 1 });
  const program = await session.compile({ outputs, updates: [] });
  const actual = program.run(needed).outputs;
  const errors = Object.entries(outputs).map(([name, tensor]) =>
    worstError(actual[name]?.data ?? [], expected.get(tensor) ?? new Float64Array()),
  );
  return Math.max(...errors);
}

const named = (examples: readonly OpCase[]): (readonly [string, OpCase])[] => examples.map((each) => [each.name, each]);

describe("the wasm engine gives what the reference gives, within the op's own bound:", () => {
  test.each(named(opCases))("%s", async (_name, example) => {
    const output = example.build(caseInputs(example));
    expect(await wasmError({ output }, caseFeeds(example))).toBeLessThanOrEqual(example.tolerance);
  });
});

const gradientTolerance = 1e-4;
const differentiable = opCases.filter((example) => example.build(caseInputs(example)).dtype === "f32");

describe("the wasm engine gives the reference's gradients:", () => {
  test.each(named(differentiable))("%s", async (_name, example) => {
    const inputs = caseInputs(example);
    const cost = ops.sum(ops.square(example.build(inputs)));
    const floats = inputs.filter((each) => each.dtype === "f32");
    const wrt = Object.fromEntries(floats.map((each) => [each.name ?? "", each]));
    const slopes = gradients(cost, wrt, { independent: "zero" });
    expect(await wasmError({ cost, ...slopes }, caseFeeds(example))).toBeLessThanOrEqual(gradientTolerance);
  });
});
