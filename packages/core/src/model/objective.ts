import type { Tensor } from "../graph/tensor.ts";
import type { ApplyMode } from "../layers/layer.ts";
import { type Loss, shareOf } from "../losses/loss.ts";
import { add } from "../ops/add.ts";
import { constant } from "../ops/constant.ts";
import { input } from "../ops/input.ts";
import { mul } from "../ops/mul.ts";
import { type ExampleSource, targetFeed } from "./exampleSource.ts";
import type { Network, Port } from "./network.ts";

/** One loss for a model of one output, or a loss for each output by name, with a weight if wanted. */
export type ModelLoss = Loss | { readonly [output: string]: Loss | WeightedLoss };

/** A loss with its weight among several. */
export interface WeightedLoss {
  readonly loss: Loss;
  /** What the loss is multiplied by in the sum (default 1). */
  readonly weight?: number;
}

function isLoss(loss: ModelLoss | WeightedLoss | Loss): loss is Loss {
  return "apply" in loss && typeof loss.apply === "function";
}

function isWeighted(loss: Loss | WeightedLoss): loss is WeightedLoss {
  return "loss" in loss;
}

/** Losses by output, with their weights. */
export interface Objective {
  readonly losses: ReadonlyMap<string, Loss>;
  readonly weights: ReadonlyMap<string, number>;
}

/** The losses of a network's outputs: one of the only output, or those named; weights are 1 where none is given. */
export function objectiveOf(network: Network, loss: ModelLoss): Objective {
  const named: readonly (readonly [string, Loss | WeightedLoss])[] = isLoss(loss)
    ? [[network.outputs[0]?.name ?? "output", loss]]
    : Object.entries(loss);
  return {
    losses: new Map(named.map(([name, one]) => [name, isWeighted(one) ? one.loss : one])),
    weights: new Map(named.map(([name, one]) => [name, isWeighted(one) ? (one.weight ?? 1) : 1])),
  };
}

/** The graph of a network on a batch. */
export interface NetworkGraph {
  readonly inputs: readonly Tensor[];
  /** By output name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The sum of the losses; `undefined` without losses. */
  readonly cost: Tensor | undefined;
  /** What the cost is the mean over, where there is one loss; of several, the examples. */
  readonly share: Tensor | undefined;
}

export const sampleWeightsFeed = "sampleWeights";

/**
 * Applies a network to a batch of `size` examples, and its losses to targets.
 *
 * @param ports - what its inputs hold, where that is less than its own (default: what the task's source has)
 */
export function networkGraph(
  network: Network,
  size: number,
  mode: ApplyMode,
  task:
    | { readonly objective: Objective; readonly source: ExampleSource; readonly hasSampleWeights: boolean }
    | undefined,
  ports: readonly Port[] = task?.source.inputs ?? network.inputs,
): NetworkGraph {
  const inputs = ports.map(({ name, type }) => input(name, [size, ...type.shape], type.dtype));
  const results = network.apply(inputs, mode);
  const outputs: Record<string, Tensor> = {};
  network.outputs.forEach(({ name }, index) => {
    const result = results[index];
    if (result !== undefined) outputs[name] = result;
  });
  if (task === undefined) return { inputs, outputs, cost: undefined, share: undefined };
  const { objective, source, hasSampleWeights } = task;
  const sampleWeights = hasSampleWeights ? input(sampleWeightsFeed, [size]) : undefined;
  let cost: Tensor | undefined;
  let share: Tensor | undefined;
  for (const [name, loss] of objective.losses) {
    const type = source.targets.get(name);
    const output = outputs[name];
    if (type === undefined || output === undefined) continue;
    const target = input(targetFeed(name), [size, ...type.shape], type.dtype);
    const call = { output, target, sampleWeights };
    const own = loss.apply(call);
    share ??= objective.losses.size === 1 ? shareOf(loss, call) : constant(size);
    const weight = objective.weights.get(name) ?? 1;
    const weighted = weight === 1 ? own : mul(own, weight);
    cost = cost === undefined ? weighted : add(cost, weighted);
  }
  return { inputs, outputs, cost, share };
}
