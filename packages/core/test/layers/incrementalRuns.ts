import { createSession } from "../../src/engines/createSession.ts";
import type { DType } from "../../src/graph/dtype.ts";
import { elementCount } from "../../src/graph/shape.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { buildInOrder } from "../../src/layers/inOrder.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { WeightGatherer } from "../../src/model/network.ts";
import { input } from "../../src/ops/input.ts";
import { random } from "../../src/random/generator.ts";

const batch = 2;
const mode = { training: false, step: unused, update: unused };

function build(shape: readonly number[], layers: readonly Layer[], dtype: DType): ReturnType<typeof buildInOrder> {
  const gatherer = new WeightGatherer(5);
  return buildInOrder(layers, { shape, dtype }, (index) => gatherer.context(`model.layers[${index}]`, String(index)));
}

/** Two sequences [2, …shape] of random numbers, or of tokens 0 to 3. */
function sequences(shape: readonly number[], dtype: DType): Float32Array | Int32Array {
  const generator = random({ seed: 8 });
  const length = batch * elementCount(shape);
  if (dtype === "i32") return Int32Array.from({ length }, () => generator.integer(0, 4));
  return Float32Array.from({ length }, () => generator.normal());
}

/** What layers give two sequences of `shape` at once. */
export async function wholeAtOnce(shape: readonly number[], layers: readonly Layer[]): Promise<number[]> {
  const dtype = typeOf(shape);
  const session = await createSession({ threads: 1 });
  const y = build(shape, layers, dtype).apply(input("x", [batch, ...shape], dtype), mode);
  const program = await session.compile({ outputs: { y }, updates: [] });
  return [...(program.run({ x: sequences(shape, dtype) }).outputs["y"]?.data ?? [])];
}

/** The same, each position computed from what was kept of those before; `capacity` positions may be kept. */
export async function goOnOneByOne(
  shape: readonly number[],
  layers: readonly Layer[],
  capacity: number = shape[0] ?? 1,
): Promise<number[]> {
  const session = await createSession({ threads: 1 });
  const [positions = 1, width = 1] = shape;
  const dtype = typeOf(shape);
  const { incremental } = build(shape, layers, dtype);
  if (incremental === undefined) throw new TypeError("every position is treated alone");
  const state = incremental.state(batch, capacity);
  const kept = state.map((one, i) => input(`kept${i}`, one.shape));
  const result = incremental.apply(
    input("x", [batch, 1, ...shape.slice(1)], dtype),
    kept,
    input("position", [], "i32"),
  );
  const next = Object.fromEntries(result.kept.map((tensor, i) => [`kept${i}`, tensor]));
  const program = await session.compile({ outputs: { y: result.y, ...next }, updates: [] });
  const readsPosition = topologicalOrder([result.y, ...result.kept]).some(({ name }) => name === "position");
  const x = sequences(shape, dtype);
  let values = Object.fromEntries(state.map((one, i) => [`kept${i}`, new Float32Array(elementCount(one.shape))]));
  const outputs: number[][] = [];
  for (let position = 0; position < positions; position += 1) {
    const now = Float32Array.from({ length: batch * width }, (_, i) => {
      const example = Math.floor(i / width);
      return x[(example * positions + position) * width + (i % width)] ?? 0;
    });
    const feeds = { x: now, ...values, ...(readsPosition ? { position } : {}) };
    const { outputs: found } = program.run(feeds);
    values = Object.fromEntries(state.map((_, i) => [`kept${i}`, Float32Array.from(found[`kept${i}`]?.data ?? [])]));
    outputs.push([...(found["y"]?.data ?? [])]);
  }
  const each = (outputs[0]?.length ?? 0) / batch;
  return Array.from({ length: batch }, (_, b) => outputs.flatMap((row) => row.slice(b * each, (b + 1) * each))).flat();
}

/** One axis: tokens. Two: numbers. */
function typeOf(shape: readonly number[]): DType {
  return shape.length === 1 ? "i32" : "f32";
}

function unused(): never {
  throw new TypeError("nothing is trained here");
}
