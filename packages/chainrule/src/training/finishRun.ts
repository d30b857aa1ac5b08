import type { Dataset, Figures, Language, Metric, Model } from "@chainrule/core";
import { isLanguage } from "../config/dataConfig.ts";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import type { DataDescription } from "../data/dataDescription.ts";
import type { EpochLine } from "../run/metricsLog.ts";
import { type RunFolder, runFiles } from "../run/runFolder.ts";
import { drawPictures, type ModelOutputs } from "./runPictures.ts";

/** What {@link finishRun} needs. */
export interface FinishRequest {
  readonly config: TrainingConfig;
  readonly model: Model;
  readonly metrics: readonly Metric[];
  readonly folder: RunFolder;
  readonly lines: readonly EpochLine[];
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  readonly description: DataDescription;
  readonly language: Language;
}

/** A finished run. */
export interface FinishedTraining {
  /** Figures of the test part, if there is one. */
  readonly test: Figures | undefined;
  /** What the model gives for the test part, or for the training part if there is no other; not of texts. */
  readonly outputs: ModelOutputs | undefined;
  readonly pictures: readonly string[];
}

/** Saves the model, measures it on the test part and draws the pictures. */
export async function finishRun(request: FinishRequest): Promise<FinishedTraining> {
  const { config, model, metrics, folder, description, language, lines } = request;
  saveModel(folder, model);
  const test =
    request.test === undefined ? undefined : await model.evaluate(request.test, { loss: config.loss, metrics });
  const examples = request.test ?? request.train;
  const outputs = isLanguage(config.data) ? undefined : await outputsOf(model, examples);
  const areLogits = config.loss.kind === "crossEntropy";
  const pictures = drawPictures(folder, {
    name: config.name,
    language,
    lines,
    examples,
    outputs,
    description,
    areLogits,
  });
  return { test, outputs, pictures };
}

/** Writes the weights first, so that a folder with `model.json` is whole. */
function saveModel(folder: RunFolder, model: Model): void {
  const { architecture, weights } = model.save();
  folder.write(runFiles.weights, weights);
  folder.writeJson(runFiles.model, architecture);
}

/** What a model gives for every example. */
async function outputsOf(model: Model, examples: Dataset): Promise<ModelOutputs> {
  const { data, shape } = await model.predict(examples);
  const [, ...inner] = shape;
  return { values: data, outputCount: inner.reduce((product, size) => product * size, 1) };
}
