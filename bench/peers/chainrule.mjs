// Chainrule's WebAssembly engine: each number of threads, plain and fast, is one setting of the answer.
import { availableParallelism } from "node:os";
import { serve } from "./protocol.mjs";

const begin = performance.now();
const { createSession, fastWorks, feedsOf, hashBits, workloadNamed } = await import("../dist/engine.js");
const importMs = performance.now() - begin;

async function settingOf(workload, feeds, { threads, fast, many }) {
  const session = await createSession({ threads, fast });
  const program = await session.compile(workload.step);
  const read =
    workload.output === "cost" ? (result) => result.outputs.cost.data[0] : (result) => result.outputs.logits.data;
  // Fed once: peers keep their batch on the engine's side too.
  let next = feeds;
  const run = (steps) => {
    const result = program.run(next, { steps, keepInputs: true });
    next = {};
    return read(result);
  };
  const label = [fast ? "relaxed multiply-add" : "plain", ...(many ? ["many steps a call"] : [])].join(", ");
  return {
    label,
    threads,
    fast,
    step: () => run(1),
    ...(many ? { many: run } : {}),
    bits: async (steps, sharing) => {
      const fresh = await createSession({ threads: sharing });
      (await fresh.compile(workload.step)).run(feeds, { steps });
      return hashBits(workload.parameters.map((parameter) => fresh.read(parameter).data));
    },
  };
}

async function prepare({ name }) {
  const workload = workloadNamed(name);
  const feeds = feedsOf(workload);
  const settings = [];
  for (const fast of fastWorks() ? [false, true] : [false]) {
    for (const threads of new Set([1, Math.min(2, availableParallelism())])) {
      for (const many of name === "xor" ? [true, false] : [false]) {
        settings.push(await settingOf(workload, feeds, { threads, fast, many }));
      }
    }
  }
  return settings;
}

serve(prepare, importMs);
