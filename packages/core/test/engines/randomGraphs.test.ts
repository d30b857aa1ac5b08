import { describe, expect, it } from "vitest";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { random } from "../../src/random/generator.ts";

/** A graph of some thirty ops drawn at random, bounded so that values stay of order one. */
function randomGraph(seed: number): { outputs: { [name: string]: Tensor }; feeds: { [name: string]: Float32Array } } {
  const draw = random({ seed });
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[draw.integer(0, list.length)];
    if (chosen === undefined) throw new RangeError("nothing to pick from");
    return chosen;
  };
  const feeds: { [name: string]: Float32Array } = {};
  const pool: Tensor[] = [];
  for (const shape of [[5, 7], [7], [5, 1], [3, 5, 7], [16, 20], [1]]) {
    const name = `x${pool.length}`;
    const count = shape.reduce((product, size) => product * size, 1);
    feeds[name] = Float32Array.from({ length: count }, () => draw.uniform() * 2 - 1);
    pool.push(input(name, shape));
  }
  const fits = (a: Tensor, b: Tensor): boolean => {
    const rank = Math.max(a.shape.length, b.shape.length);
    for (let i = 1; i <= rank; i += 1) {
      const [left, right] = [a.shape.at(-i) ?? 1, b.shape.at(-i) ?? 1];
      if (i <= a.shape.length && i <= b.shape.length && left !== right && left !== 1 && right !== 1) return false;
    }
    return true;
  };
  const binary = [ops.add, ops.sub, ops.mul, ops.maximum, ops.minimum];
  const unary = [ops.tanh, ops.sigmoid, ops.relu, ops.abs, ops.neg, ops.sin];
  for (let i = 0; i < 30; i += 1) {
    const a = pick(pool);
    const kind = draw.integer(0, 8);
    if (kind <= 2) {
      const partners = pool.filter((b) => fits(a, b));
      pool.push(ops.tanh(pick(binary)(a, pick(partners))));
    } else if (kind === 3) {
      pool.push(pick(unary)(a));
    } else if (kind === 4 && a.shape.length > 0) {
      const axis = draw.integer(0, a.shape.length);
      const reduce = pick([ops.sum, ops.max, ops.mean, ops.min]);
      pool.push(ops.tanh(reduce(a, { axes: [axis], keepDims: draw.integer(0, 2) === 1 })));
    } else if (kind === 5 && a.shape.length > 1) {
      pool.push(ops.transpose(a));
    } else if (kind === 6 && a.shape.length >= 1) {
      pool.push(ops.flip(a, draw.integer(0, a.shape.length)));
    } else if (a.shape.length === 2) {
      pool.push(ops.tanh(ops.matMul(a, a, { transposeB: true })));
    } else {
      pool.push(ops.reshape(a, [-1]));
    }
  }
  const outputs: { [name: string]: Tensor } = {};
  for (let i = 0; i < 4; i += 1) outputs[`y${i}`] = pick(pool);
  outputs.last = ops.sum(pool[pool.length - 1] ?? pick(pool));
  const used = new Set<string>();
  const stack = Object.values(outputs);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.op.lowering.kind === "input") used.add(node.op.lowering.name);
    stack.push(...node.inputs);
  }
  for (const name of Object.keys(feeds)) if (!used.has(name)) delete feeds[name];
  return { outputs, feeds };
}

describe("random graphs", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("the engines agree on graph %i", async (seed) => {
    const { outputs, feeds } = randomGraph(seed);
    const step = { outputs, updates: [] };
    const wasm = await createWasmSession({ threads: 1 });
    const fast = (await wasm.compile(step)).run(feeds).outputs;
    const slow = (await createReferenceSession().compile(step)).run(feeds).outputs;
    for (const name of Object.keys(outputs)) {
      const [a, b] = [fast[name], slow[name]];
      expect(a?.shape).toEqual(b?.shape);
      b?.data.forEach((value, i) => {
        expect(Math.abs((a?.data[i] ?? Number.NaN) - value)).toBeLessThan(2e-4 * Math.max(1, Math.abs(value)));
      });
    }
  });
});
