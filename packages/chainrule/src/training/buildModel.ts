import {
  accuracy,
  bitsPerCharacter,
  bitsPerToken,
  type Dataset,
  type Metric,
  type Model,
  sequential,
} from "@chainrule/core";
import { withPlace } from "../config/fields.ts";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import type { LoadedData } from "../data/loadedData.ts";

/**
 * The model of a configuration for data like those given.
 *
 * @throws CommandError naming the line of a layer that does not fit
 */
export function buildModel(config: TrainingConfig, { train, tokenizer }: LoadedData): Model {
  const { source, seed } = config;
  const layers = config.layers(tokenizer?.size);
  return withPlace(source, ["model"], () =>
    sequential({ input: train.inputShape, inputType: train.inputType, seed }, layers),
  );
}

/** The metrics of a configuration; without any, accuracy where targets are classes, and for texts the bits that they take. */
export function metricsFor(config: TrainingConfig, examples: Dataset): readonly Metric[] {
  if (config.metrics !== undefined) return config.metrics;
  if (config.data.kind === "text" || config.data.kind === "lines") {
    const isCharacters = config.data.options.tokenizer.kind === "character";
    return [isCharacters ? bitsPerCharacter() : bitsPerToken(), accuracy()];
  }
  return examples.classCount === undefined ? [] : [accuracy()];
}
