import type { Feeds } from "../../src/engines/session.ts";
import { explain } from "../../src/explain/explain.ts";
import type { ExplainLog } from "../../src/explain/explainLog.ts";
import { named, type Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

export const orBatch = {
  X: [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ],
  Y: [[0, 1, 1, 1]],
};
export const orFirst = { X: [[0], [0]], Y: [[0]] };
export const xorCrossed = {
  X: [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
    [0, 0, 0, 1],
  ],
  Y: [[0, 1, 1, 0]],
};

/** One sigmoid neuron with examples as columns, cost 1/(2m) Σ (Y − Ŷ)², learning rate 1. */
export function explainNeuron(
  feeds: Feeds & { readonly X: readonly (readonly number[])[] },
  weights: readonly number[],
  bias: number,
  stepNumber = 1,
): ExplainLog {
  const m = feeds.X[0]?.length ?? 0;
  const x = input("X", [weights.length, m]);
  const y = input("Y", [1, m]);
  const w = parameter("W", [[...weights]]);
  const b = parameter("b", [[bias]]);
  const z: Tensor = named("z", add(matMul(w, x), b));
  const prediction: Tensor = named("ŷ", sigmoid(z));
  const cost: Tensor = mul(1 / (2 * m), sum(square(sub(y, prediction))));
  return explain(cost, feeds, { step: minimize(cost, sgd({ learningRate: 1 })), stepNumber });
}

/** A line of the JSON view. */
export interface JsonLine {
  readonly kind: string;
  readonly name?: string;
  readonly op?: string;
  readonly inputs?: readonly string[];
  readonly shape?: readonly number[];
  readonly value?: unknown;
  readonly from?: string;
  readonly to?: string;
  readonly upstream?: unknown;
  readonly local?: unknown;
  readonly contribution?: unknown;
  readonly terms?: readonly unknown[];
  readonly parameter?: string;
  readonly before?: unknown;
  readonly gradient?: unknown;
  readonly after?: unknown;
}

export function jsonLines(log: ExplainLog): JsonLine[] {
  return log
    .toJsonLines()
    .trimEnd()
    .split("\n")
    .map((line): JsonLine => JSON.parse(line));
}

/** All numbers of nested arrays in order. */
export function flat(value: unknown): number[] {
  return [value].flat(Number.POSITIVE_INFINITY).map(Number);
}
