import type { Dataset } from "../data/dataset.ts";
import { createReferenceSession } from "../engines/reference/session.ts";
import type { Feeds } from "../engines/session.ts";
import type { Step } from "../graph/step.ts";
import type { Optimizer } from "../optimizers/transform.ts";
import { exampleSource } from "./exampleSource.ts";
import type { Model } from "./model.ts";
import { type ModelLoss, objectiveOf } from "./objective.ts";
import { Trainer } from "./trainer.ts";

/** Settings of {@link trainingStep}. */
export interface TrainingStepOptions {
  readonly loss: ModelLoss;
  readonly optimizer: Optimizer;
  /** Examples in the batch: the first ones of the data. */
  readonly batchSize: number;
}

/**
 * The graph of one training step of a model, as `fit` runs it, and the feeds of its first batch: to be profiled,
 * explained or run by hand.
 *
 * @throws ChainruleError if the data do not fit the model
 * @example
 * const { step, feeds } = trainingStep(model, data, { loss: crossEntropy(), optimizer: adam(), batchSize: 64 });
 */
export function trainingStep(
  model: Model,
  data: Dataset,
  options: TrainingStepOptions,
): { readonly step: Step; readonly feeds: Feeds } {
  const { network } = model;
  const { batchSize, optimizer } = options;
  const objective = objectiveOf(network, options.loss);
  const source = exampleSource(network, data, objective.losses);
  const trainer = new Trainer(createReferenceSession(), {
    network,
    objective,
    optimizer,
    batchSize,
    stepsPerEpoch: Math.ceil(source.length / batchSize),
    hasSampleWeights: false,
    givesOutputs: false,
  });
  const { cost, updates } = trainer.graph(batchSize, source);
  const feeds = source.feeds(Array.from({ length: batchSize }, (_, i) => i));
  return { step: { outputs: { cost }, updates, guard: cost }, feeds };
}
