// How much of a loss's gradient is left in the state, so many steps before the loss.
import {
  add,
  type CellWeights,
  type Dataset,
  gradients,
  input,
  type Loss,
  type Model,
  matMul,
  scan,
  type Tensor,
  zeros,
} from "@chainrule/core";
import { valuesOf } from "chainrule/gallery";
import type { RecurrentKind } from "./recurrentKinds.ts";

/**
 * Norm of ∂L/∂sₜ by distance in time, of a model that {@link RecurrentKind} made: entry k belongs to the state k steps before
 * the position `at` that the loss looks at. Means over the examples, divided by the norm at distance 0.
 *
 * Something is added to every state, which the next step gets: sₜ = cell(xₜ, sₜ₋₁) + eₜ. At e = 0 nothing changes, and ∂L/∂eₜ is
 * ∂L/∂sₜ through all later steps. The state of an LSTM is h and c together.
 */
export async function stateGradients(
  model: Model,
  kind: RecurrentKind,
  options: { readonly data: Dataset; readonly at: number; readonly loss: Loss },
): Promise<readonly number[]> {
  const { data, at, loss } = options;
  const [, features = 1] = data.inputShape;
  const count = data.length;
  const units = weightOf(model, "1.weight").shape[1] ?? 1;
  const steps = at + 1;
  const weights: CellWeights = {
    weightIh: weightOf(model, "0.weight_ih_l0"),
    weightHh: weightOf(model, "0.weight_hh_l0"),
    biasIh: weightOf(model, "0.bias_ih_l0"),
    biasHh: weightOf(model, "0.bias_hh_l0"),
  };
  const xs: Tensor = input("xs", [steps, count, features]);
  const added = Array.from({ length: kind.states }, (_, i): Tensor => input(`e${i}`, [steps, count, units]));
  const { carry } = scan(
    (states, [x = xs, ...nudges]) => ({
      carry: kind.step(x, states, weights).map((state, i) => add(state, nudges[i] ?? 0)),
    }),
    added.map(() => zeros([count, units])),
    [xs, ...added],
  );
  const output = add(
    matMul(carry[0] ?? xs, weightOf(model, "1.weight"), { transposeB: true }),
    weightOf(model, "1.bias"),
  );
  const { feed, shape, type } = targetsAt(data, at);
  const cost = loss.apply({ output, target: input("target", shape, type) });
  const names = added.map((_, i) => `e${i}`);
  const outputs = gradients(cost, Object.fromEntries(added.map((tensor, i) => [`e${i}`, tensor])));
  const session = await model.session();
  const program = await session.compile({ outputs, updates: [] });
  const nothing = new Float32Array(steps * count * units);
  const feeds = Object.fromEntries(names.map((name) => [name, nothing]));
  const result = program.run({ xs: timeFirst(data, steps), target: feed, ...feeds });
  const all = names.map((name) => valuesOf(result, name));
  const norms = Array.from({ length: steps }, (_, k) => meanNorm(all, (at - k) * count, count, units));
  return norms.map((norm) => norm / (norms[0] ?? 1));
}

function weightOf(model: Model, key: string): Tensor {
  const weight = model.network.weights.get(key);
  if (weight === undefined) throw new TypeError(`no weight "${key}"`);
  return weight;
}

/** The first steps of all examples as [steps, examples, features]. */
function timeFirst(data: Dataset, steps: number): Float32Array {
  const [positions = 1, features = 1] = data.inputShape;
  const { inputs } = everything(data);
  const values = new Float32Array(steps * data.length * features);
  for (let t = 0; t < steps; t += 1) {
    for (let row = 0; row < data.length; row += 1) {
      const start = (row * positions + t) * features;
      values.set(inputs.subarray(start, start + features), (t * data.length + row) * features);
    }
  }
  return values;
}

/** What each example's output at one position is to be: the class there, or the example's only target. */
function targetsAt(
  data: Dataset,
  at: number,
): { readonly feed: Float32Array | Int32Array; readonly shape: readonly number[]; readonly type: "f32" | "i32" } {
  const { targets } = everything(data);
  if (data.classCount === undefined) return { feed: targets, shape: [data.length, 1], type: "f32" };
  const [positions = 1] = data.targetShape;
  const feed = Int32Array.from({ length: data.length }, (_, row) => targets[row * positions + at] ?? 0);
  return { feed, shape: [data.length], type: "i32" };
}

function everything(data: Dataset): ReturnType<Dataset["createBatch"]> {
  const arrays = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    arrays,
  );
  return arrays;
}

/** Mean over examples of the norm of their `units` numbers in every list, from one row on. */
function meanNorm(lists: readonly (readonly number[])[], firstRow: number, rows: number, units: number): number {
  let total = 0;
  for (let row = firstRow; row < firstRow + rows; row += 1) {
    let squares = 0;
    for (const list of lists) {
      for (let i = row * units; i < (row + 1) * units; i += 1) squares += (list[i] ?? 0) ** 2;
    }
    total += Math.sqrt(squares);
  }
  return total / rows;
}
