import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import type { TensorValue } from "../../src/engines/session.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { ops } from "../../src/ops/registry.ts";
import { caseFeeds, caseInputs, opCases } from "../ops/opCases.ts";

type Outputs = { readonly [name: string]: Tensor };

async function bothEngines(outputs: Outputs, feeds: { [name: string]: Float64Array }) {
  const step = { outputs, updates: [] };
  const wasm = await createWasmSession({ threads: 1 });
  const fast = (await wasm.compile(step)).run(feeds).outputs;
  const slow = (await createReferenceSession().compile(step)).run(feeds).outputs;
  return { fast, slow };
}

function worstError(a: TensorValue | undefined, b: TensorValue | undefined): number {
  expect(a?.shape).toEqual(b?.shape);
  let worst = 0;
  b?.data.forEach((expected, i) => {
    const received = a?.data[i] ?? Number.NaN;
    if (Object.is(received, expected) || received === expected) return;
    const error = Math.abs(received - expected) / Math.max(1, Math.abs(expected));
    if (!(error <= worst)) worst = error;
  });
  return worst;
}

/** Names of the inputs that a tensor depends on. */
function usedFeeds(outputs: Outputs, feeds: { [name: string]: Float64Array }): { [name: string]: Float64Array } {
  const used: { [name: string]: Float64Array } = {};
  const stack = Object.values(outputs);
  const seen = new Set<Tensor>();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const { lowering } = node.op;
    const feed = lowering.kind === "input" ? feeds[lowering.name] : undefined;
    if (lowering.kind === "input" && feed !== undefined) used[lowering.name] = feed;
    stack.push(...node.inputs);
  }
  return used;
}

describe("every op on the WebAssembly engine", () => {
  it.each(opCases.map((each) => [each.name, each] as const))("%s: the reference's values", async (_name, each) => {
    const outputs = { y: each.build(caseInputs(each)) };
    const { fast, slow } = await bothEngines(outputs, usedFeeds(outputs, caseFeeds(each)));
    expect(worstError(fast.y, slow.y)).toBeLessThanOrEqual(Math.max(each.tolerance, 1e-7));
  });

  it.each(
    opCases.filter((each) => each.inputs.some((one) => one.dtype === "f32")).map((each) => [each.name, each] as const),
  )("%s: the reference's gradients", async (_name, each) => {
    const inputs = caseInputs(each);
    const y = each.build(inputs);
    if (y.dtype !== "f32") return;
    const cost = ops.sum(ops.mul(y, ops.sin(ops.add(y, 0.3))));
    const wrt = Object.fromEntries(inputs.filter((x) => x.dtype === "f32").map((x) => [`d${x.name}`, x]));
    const outputs = gradients(cost, wrt, { independent: "zero" });
    const { fast, slow } = await bothEngines(outputs, usedFeeds(outputs, caseFeeds(each)));
    for (const name of Object.keys(outputs)) {
      const scale = Math.max(1, ...Array.from(slow[name]?.data ?? [], Math.abs));
      expect(worstError(fast[name], slow[name]) / scale).toBeLessThanOrEqual(2e-5);
    }
  });
});
