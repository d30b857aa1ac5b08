import { accuracy, type Dataset, type Metric, type Model, sequential } from "@chainrule/core";
import { withPlace } from "../config/fields.ts";
import type { TrainingConfig } from "../config/trainingConfig.ts";

/**
 * The model of a configuration for examples of a shape.
 *
 * @throws CommandError naming the line of a layer that does not fit
 */
export function buildModel(config: TrainingConfig, inputShape: readonly number[]): Model {
  return withPlace(config.source, ["model"], () => sequential({ input: inputShape, seed: config.seed }, config.layers));
}

/** The metrics of a configuration; without any, accuracy where targets are classes. */
export function metricsFor(config: TrainingConfig, examples: Dataset): readonly Metric[] {
  return config.metrics ?? (examples.classCount === undefined ? [] : [accuracy()]);
}
