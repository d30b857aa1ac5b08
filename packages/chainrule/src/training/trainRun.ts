import { resolve } from "node:path";
import {
  ChainruleError,
  type Figures,
  type Language,
  type Metric,
  type Model,
  type SessionOptions,
} from "@chainrule/core";
import { placed } from "../config/fields.ts";
import { relocateData } from "../config/relocateData.ts";
import { configToJson, type TrainingConfig } from "../config/trainingConfig.ts";
import { type DataDescription, describeData, descriptionToJson } from "../data/dataDescription.ts";
import { loadData } from "../data/loadData.ts";
import { type TrainingData, withValidation } from "../data/loadedData.ts";
import { CommandError } from "../errors/commandError.ts";
import { lastCheckpoint, type OpenedRun } from "../run/loadRun.ts";
import { readMetrics } from "../run/metricsLog.ts";
import { newRunName, RunFolder, runFiles } from "../run/runFolder.ts";
import { lossText } from "../terminal/numberText.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { trainingTexts } from "../texts/trainingTexts.ts";
import { buildModel, metricsFor } from "./buildModel.ts";
import { type FinishedTraining, finishRun } from "./finishRun.ts";
import { Interrupt } from "./interrupt.ts";
import { scoresOf, trainModel } from "./trainModel.ts";

/** How a run is trained. */
export interface RunRequest {
  readonly config: TrainingConfig;
  /** Folder of the new run as the user named it; without it one under `runs`. */
  readonly out: string | undefined;
  /** The run to go on with, instead of a new one. */
  readonly resume: OpenedRun | undefined;
  readonly session: SessionOptions;
  readonly terminal: Terminal;
  readonly language: Language;
  readonly isJson: boolean;
}

/** A training that came to its end. */
export interface TrainedRun extends FinishedTraining {
  readonly model: Model;
  readonly data: TrainingData;
  readonly metrics: readonly Metric[];
  readonly folder: RunFolder;
  readonly description: DataDescription;
}

/** Trains and finishes a run; `undefined` if Ctrl-C stopped it. */
export async function trainRun(request: RunRequest): Promise<TrainedRun | undefined> {
  const { config, resume, session, terminal, language, isJson } = request;
  const texts = trainingTexts[language];
  const folder = resume?.folder ?? newFolder(request);
  if (resume === undefined) folder.requireEmpty();
  const data = withValidation(await loadData(config), config.validation, config.seed);
  const metrics = metricsFor(config, data.train);
  requireMonitored(config, metrics, data);
  const model = buildModel(config, data);
  const description = describeData(data, config.loss);
  const state = resume === undefined ? undefined : lastCheckpoint(folder);
  const doneEpochs = numberIn(state?.progress["epoch"]);
  // A run that was ended before its pictures is finished now.
  const isFinished = folder.has(runFiles.model) && folder.has(runFiles.costCurve);
  if (resume !== undefined && doneEpochs >= config.epochs && isFinished) {
    throw new CommandError("run.resumed", { run: folder.name, epochs: doneEpochs });
  }
  const openFolder = (): RunFolder => {
    if (resume === undefined) folder.make();
    folder.writeJson(
      runFiles.config,
      configToJson(config, relocateData(config.data, config.source.folder, folder.path)),
    );
    folder.writeJson(runFiles.data, descriptionToJson(description));
    if (data.tokenizer !== undefined) folder.writeJson(runFiles.tokenizer, data.tokenizer.toJson());
    if (data.features !== undefined) folder.writeJson(runFiles.features, data.features.toJson());
    return folder;
  };
  const tell = isJson ? terminal.err : terminal.out;
  const interrupt = new Interrupt(() => terminal.err(`\n${texts.interrupting}\n`));
  try {
    const lines = state === undefined ? [] : readMetrics(folder, doneEpochs);
    const resumed = state === undefined ? undefined : { state, lines };
    if (state !== undefined) tell(`${texts.resumed(doneEpochs + 1, numberIn(state.progress["step"]))}\n`);
    const trained = await trainModel({
      config,
      data,
      metrics,
      model,
      session,
      openFolder,
      resume: resumed,
      interrupt,
      terminal,
      language,
      isJson,
    });
    const { stopReason } = trained.history;
    if (stopReason === "signal") {
      terminal.err(`${texts.interrupted(folder.name)}\n`);
      return undefined;
    }
    if (stopReason === "earlyStopping") tell(`${texts.early(trained.lines.length)}\n`);
    const { train, test } = data;
    const finished = await finishRun({
      config,
      model,
      metrics,
      folder,
      lines: trained.lines,
      train,
      test,
      description,
      language,
    });
    if (isJson) terminal.out(`${JSON.stringify(doneLine(folder, finished.test, model, trained.history.planBytes))}\n`);
    else terminal.out(doneText(folder, finished, metrics, language));
    return { ...finished, model, data, metrics, folder, description };
  } finally {
    interrupt.release();
  }
}

/** The figure that early stopping watches must be one that training gives. */
function requireMonitored(
  { source, earlyStopping }: TrainingConfig,
  metrics: readonly Metric[],
  data: TrainingData,
): void {
  const received = earlyStopping?.monitor;
  if (received === undefined) return;
  const own = ["loss", ...metrics.map(({ kind }) => kind).filter((kind) => kind !== "confusionMatrix")];
  const choices = data.validation === undefined ? own : [...own, ...own.map((name) => `validation.${name}`)];
  // A metric that stands twice is named with its options: topK{"k":3}.
  if (choices.includes(received) || choices.some((name) => received.startsWith(`${name}{`))) return;
  const kind = { en: "monitored figure", zh: "监视的指标" };
  const path = ["earlyStopping", "monitor"];
  throw placed(source, path, new ChainruleError("learning.unknownEntry", { kind, received, choices }));
}

function newFolder({ config, out, terminal }: RunRequest): RunFolder {
  if (out !== undefined) return new RunFolder(resolve(terminal.folder, out), out);
  const name = newRunName(resolve(terminal.folder, "runs"), config.name, new Date());
  return new RunFolder(resolve(terminal.folder, "runs", name), `runs/${name}`);
}

function doneLine(folder: RunFolder, test: Figures | undefined, model: Model, planBytes: number): object {
  return {
    done: true,
    run: folder.name,
    ...(test === undefined ? {} : { test: scoresOf(test) }),
    parameters: model.parameterCount,
    planBytes,
  };
}

function doneText(
  folder: RunFolder,
  finished: FinishedTraining,
  metrics: readonly Metric[],
  language: Language,
): string {
  const texts = trainingTexts[language];
  const lines = finished.test === undefined ? [] : [`${texts.test}: ${figuresText(finished.test, metrics, language)}`];
  lines.push(`${texts.model}: ${folder.name}/${runFiles.weights}`);
  lines.push(`${texts.pictures}: ${finished.pictures.map((file) => `${folder.name}/${file}`).join(", ")}`);
  return `${lines.join("\n")}\n`;
}

/** `loss 0.0421, accuracy 0.9868`, with the metrics' titles. */
export function figuresText(figures: Figures, metrics: readonly Metric[], language: Language): string {
  const shown = Object.entries(figures.metrics).flatMap(([key, value]) => {
    const title = metrics.find((metric) => metric.kind === key)?.title[language] ?? key;
    return typeof value === "number" ? [`${title} ${lossText(value)}`] : [];
  });
  return [`${trainingTexts[language].loss} ${lossText(figures.loss)}`, ...shown].join(", ");
}

function numberIn(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
