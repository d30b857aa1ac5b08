// onnxruntime-node on the CPU: prediction only; each thread setting is one setting of the answer.
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { lenetModel } from "./onnxModel.mjs";
import { Cannot, serve } from "./protocol.mjs";

const require = createRequire(import.meta.url);
const begin = performance.now();
const { InferenceSession, Tensor } = require("onnxruntime-node");
const importMs = performance.now() - begin;

async function prepare(workload) {
  if (!workload.predicts) throw new Cannot("runs models, does not train them");
  const model = lenetModel(workload.weights, workload.batch);
  const [{ data, shape }] = workload.inputs;
  const x = new Tensor("float32", data, shape);
  const counts = [...new Set([1, Math.min(2, availableParallelism())])];
  return Promise.all(
    counts.map(async (threads) => {
      const session = await InferenceSession.create(model, { intraOpNumThreads: threads, executionProviders: ["cpu"] });
      return { label: "cpu", threads, step: async () => (await session.run({ x })).logits.data };
    }),
  );
}

serve(prepare, importMs);
