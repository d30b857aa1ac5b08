// The peer's side of the line protocol: JSON requests on standard input, one JSON answer a line on standard output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The engine cannot do the workload; the message says why. */
export class Cannot extends Error {}

/** A workload as the benchmark hands it over: a description, and values in one file. */
export function readWorkload(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const bytes = readFileSync(join(folder, "values.bin"));
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const read = ({ name, shape, dtype, offset }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = dtype === "f32" ? new Float32Array(whole, offset, count) : new Int32Array(whole, offset, count);
    return { name, shape, dtype, data };
  };
  return {
    name: manifest.name,
    family: manifest.model.family,
    sizes: manifest.model.sizes,
    batch: manifest.batch,
    optimizer: manifest.optimizer,
    predicts: manifest.output === "logits",
    weights: manifest.weights.map(read),
    inputs: manifest.inputs.map(read),
  };
}

/** Values with their axes in another order. */
export function permuted({ shape, data }, axes) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const newShape = axes.map((axis) => shape[axis]);
  const result = new data.constructor(data.length);
  const place = axes.map(() => 0);
  for (let index = 0; index < data.length; index += 1) {
    result[index] = data[place.reduce((sum, p, axis) => sum + p * strides[axes[axis]], 0)];
    for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
      place[axis] += 1;
      if (place[axis] < newShape[axis]) break;
      place[axis] = 0;
    }
  }
  return { shape: newShape, data: result };
}

async function repeated(setting, steps) {
  if (setting.many !== undefined) return setting.many(steps);
  let result;
  for (let i = 0; i < steps; i += 1) {
    result = setting.step();
    if (result instanceof Promise) result = await result;
  }
  return result;
}

/**
 * Answers requests until standard input ends.
 *
 * @param prepare gives a workload's settings: `label`, `threads`, `fast`, and `step`, which does one step and gives the loss
 *   or the logits, perhaps as a promise; `many(n)` does n of them where one call may do more than one; `comparable` says how
 *   many of the first losses can agree with other engines', where not all can
 * @param importMs how long the engine took to load
 */
export function serve(prepare, importMs) {
  let settings = [];
  const setting = (request) => settings[request.setting];
  const answers = {
    prepare: async ({ folder }) => {
      const begin = performance.now();
      settings = await prepare(readWorkload(folder));
      const named = settings.map(({ label, threads, fast = false, comparable }) => ({
        label,
        threads,
        fast,
        comparable,
      }));
      return { settings: named, importMs, prepareMs: performance.now() - begin };
    },
    check: async (request) => {
      const results = [];
      const stepMs = [];
      for (let i = 0; i < request.steps; i += 1) {
        const begin = performance.now();
        const result = await setting(request).step();
        stepMs.push(performance.now() - begin);
        results.push(typeof result === "number" ? [result] : [...result].slice(0, 64));
      }
      return { results, stepMs };
    },
    warm: async (request) => {
      const begin = performance.now();
      let steps = 0;
      for (let block = 1; ; block *= 2) {
        await repeated(setting(request), block);
        steps += block;
        const elapsed = performance.now() - begin;
        if (elapsed >= 1000 * request.seconds) return { msPerStep: elapsed / steps };
        if (2 * block * (elapsed / steps) > 1000 * request.seconds) block /= 2;
      }
    },
    round: async (request) => {
      await repeated(setting(request), Math.max(1, Math.min(request.steps, 3)));
      const begin = performance.now();
      await repeated(setting(request), request.steps);
      return { msPerStep: (performance.now() - begin) / request.steps };
    },
    memory: async () => ({ peakBytes: process.resourceUsage().maxRSS * 1024 }),
    bits: async (request) => ({ bits: await setting(request).bits(request.steps, request.threads) }),
  };
  const answer = async (line) => {
    try {
      const [[kind, request]] = Object.entries(JSON.parse(line));
      return await answers[kind](request);
    } catch (error) {
      if (error instanceof Cannot) return { cannot: error.message };
      const [text = ""] = String(error?.message ?? error).split("\n");
      return { cannot: text.slice(0, 200) };
    }
  };
  let last = Promise.resolve();
  createInterface({ input: process.stdin }).on("line", (line) => {
    last = last.then(async () => {
      process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
    });
  });
  process.stdin.on("end", () => last.then(() => process.exit(0)));
}
