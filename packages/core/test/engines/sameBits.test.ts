import { describe, expect, it } from "vitest";
import { hashBits } from "../../../../bench/workloads/hash.ts";
import { feedsOf, type Workload } from "../../../../bench/workloads/workload.ts";
import { workloads } from "../../../../bench/workloads/workloads.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";

const stepCounts: Readonly<Record<string, number>> = {
  xor: 50,
  "mlp-b64": 20,
  "mlp-adam-b64": 20,
  "mlp-wide-b256": 2,
  "lenet5-b64": 5,
  "cnn-b64": 3,
  "resnet-b32": 1,
  "lstm-b32": 2,
  "transformer-b16": 1,
};

/** Hash of the weights after some steps, or of what is predicted. */
async function hashAfter(workload: Workload, steps: number, threads: number): Promise<string> {
  const session = await createWasmSession({ threads });
  const program = await session.compile(workload.step);
  const { outputs } = program.run(feedsOf(workload), { steps });
  const values = workload.output === "logits" ? [outputs["logits"]] : workload.parameters.map((p) => session.read(p));
  return hashBits(values.map((value) => Float32Array.from(value?.data ?? [])));
}

describe("weights after training", () => {
  it.each(Object.keys(workloads))("have the same bits on 1, 2, 3 and 4 threads for %s", async (name) => {
    const workload = workloads[name]?.();
    if (workload === undefined) throw new RangeError(name);
    const steps = stepCounts[name] ?? 1;
    const first = await hashAfter(workload, steps, 1);
    const start = hashBits(workload.weights.map(({ data }) => Float32Array.from(data)));
    expect(first).not.toBe(start);
    for (const threads of [2, 3, 4]) expect(await hashAfter(workload, steps, threads)).toBe(first);
  });
});
