import { accuracy, type Dataset, type HealthReport, NonFiniteLossError, type SessionOptions } from "@chainrule/core";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import { loadData } from "../data/loadData.ts";
import { type LoadedData, type TrainingData, withValidation } from "../data/loadedData.ts";
import { buildModel } from "./buildModel.ts";

/** Updates that a trial makes if it is not told otherwise; never less than one epoch. */
const usualSteps = 2000;
/** Share held back where a configuration names none, and the fewest examples of which some are. */
const heldBack = 0.2;
const fewestToSplit = 20;

/** What a trial came to. */
export interface Trial {
  readonly health: HealthReport;
  readonly epochs: number;
}

/**
 * Trains as a configuration says, from the same start and with the same bits, and judges the training's health; nothing
 * is kept.
 *
 * @param epochs - how many (default: the configuration's, but no more than 2000 updates take)
 */
export async function trialTraining(
  config: TrainingConfig,
  options: { readonly epochs: number | undefined; readonly session: SessionOptions },
): Promise<Trial> {
  const data = heldOut(await loadData(config), config);
  const { train, validation } = data;
  const stepsPerEpoch = Math.ceil(train.length / config.batchSize);
  const epochs = options.epochs ?? Math.min(config.epochs, Math.max(1, Math.ceil(usualSteps / stepsPerEpoch)));
  const model = buildModel(config, data);
  try {
    const { health } = await model.fit(train, {
      ...options.session,
      loss: config.loss,
      optimizer: config.optimizer,
      metrics: isClassified(train) ? [accuracy()] : [],
      epochs,
      batchSize: config.batchSize,
      accumulate: config.accumulate,
      shuffle: config.shuffle,
      seed: config.seed,
      ...(validation === undefined ? {} : { validation }),
      health: { every: Math.max(1, Math.min(64, Math.floor((epochs * stepsPerEpoch) / 8))) },
    });
    if (health === undefined) throw new TypeError("a training that was watched has a report");
    return { health, epochs };
  } catch (error) {
    if (error instanceof NonFiniteLossError && error.health !== undefined) return { health: error.health, epochs };
    throw error;
  }
}

/** Held-out examples tell memorizing from learning: some are held back even where the configuration asks for none. */
function heldOut(loaded: LoadedData, config: TrainingConfig): TrainingData {
  const data = withValidation(loaded, config.validation, config.seed);
  if (data.validation !== undefined || loaded.train.length < fewestToSplit) return data;
  return withValidation(loaded, heldBack, config.seed);
}

function isClassified(examples: Dataset): boolean {
  return examples.classCount !== undefined;
}
