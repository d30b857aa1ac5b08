import { performance } from "node:perf_hooks";
import {
  type Callback,
  type EpochRecord,
  earlyStopping,
  encodeTrainingState,
  type Figures,
  type History,
  type Language,
  type Metric,
  type Model,
  type SessionOptions,
  summarize,
  summaryText,
  type TrainingState,
} from "@chainrule/core";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import type { TrainingData } from "../data/loadedData.ts";
import { type EpochLine, MetricsLog, type Scores } from "../run/metricsLog.ts";
import type { RunFolder } from "../run/runFolder.ts";
import { bytesText, countText } from "../terminal/numberText.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { trainingTexts } from "../texts/trainingTexts.ts";
import type { Interrupt } from "./interrupt.ts";
import { TrainingProgress } from "./trainingProgress.ts";

/** Least time between two checkpoints; the first epoch and the end always have one. */
const checkpointIntervalMs = 1000;

/** What {@link trainModel} needs. */
export interface TrainRequest {
  readonly config: TrainingConfig;
  readonly data: TrainingData;
  readonly metrics: readonly Metric[];
  readonly model: Model;
  readonly session: SessionOptions;
  /** Makes the run's folder, or gives that of the run that goes on; called when everything has been checked. */
  readonly openFolder: () => RunFolder;
  readonly resume: { readonly state: TrainingState; readonly lines: readonly EpochLine[] } | undefined;
  readonly interrupt: Interrupt;
  readonly terminal: Terminal;
  readonly language: Language;
  readonly isJson: boolean;
}

/** What {@link trainModel} did. */
export interface TrainResult {
  readonly history: History;
  readonly folder: RunFolder;
  readonly lines: readonly EpochLine[];
}

/** Trains, shows progress, and keeps figures and checkpoints in the run's folder. */
export async function trainModel(request: TrainRequest): Promise<TrainResult> {
  const { config, data, metrics, model, resume, terminal, language, isJson } = request;
  const texts = trainingTexts[language];
  // With --json what is for people goes to standard error.
  const tell = isJson ? { ...terminal, out: terminal.err, isInteractive: false } : terminal;
  const progress = isJson ? undefined : new TrainingProgress(terminal, { language, epochs: config.epochs, metrics });
  const summary = summaryText(summarize(model.network, undefined), { language });
  const opened: { folder: RunFolder; log: MetricsLog }[] = [];
  let lastCheckpointMs = Number.NEGATIVE_INFINITY;

  const keeper: Callback = {
    onStart: (context) => {
      const folder = request.openFolder();
      opened.push({ folder, log: new MetricsLog(folder, resume?.lines ?? []) });
      const engine = request.session.engine ?? "wasm";
      const lines = [
        summary,
        "",
        examplesText(data, language),
        ...(data.truncated === undefined ? [] : [texts.truncated(data.truncated)]),
        texts.plan(bytesText(context.planBytes), engine, countText(context.planBytes)),
        texts.folder(folder.name),
      ];
      tell.out(`${lines.join("\n")}\n`);
    },
    onBatch: (record) => progress?.batch(record),
    onEpoch: (record, context) => {
      const [run] = opened;
      if (run === undefined) return;
      const line = lineOf(record);
      run.log.append(line);
      if (isJson) terminal.out(`${JSON.stringify(line)}\n`);
      progress?.epoch(record);
      const now = performance.now();
      if (now - lastCheckpointMs < checkpointIntervalMs || record.epoch === config.epochs) return;
      lastCheckpointMs = now;
      const state = context.trainingState();
      run.folder.writeCheckpoint(stepOf(state), encodeTrainingState(state));
    },
  };
  try {
    const history = await model.fit(data.train, {
      ...request.session,
      loss: config.loss,
      optimizer: config.optimizer,
      metrics,
      epochs: config.epochs,
      batchSize: config.batchSize,
      accumulate: config.accumulate,
      shuffle: config.shuffle,
      seed: config.seed,
      ...(data.validation === undefined ? {} : { validation: data.validation }),
      callbacks:
        config.earlyStopping === undefined ? [keeper] : [earlyStopping(withoutUndefined(config.earlyStopping)), keeper],
      signal: request.interrupt.signal,
      ...(resume === undefined ? {} : { resume: resume.state }),
    });
    const [run] = opened;
    if (run === undefined) throw new TypeError("fit must call onStart");
    run.folder.writeCheckpoint(stepOf(history.state), encodeTrainingState(history.state));
    return { history, folder: run.folder, lines: run.log.lines };
  } catch (error) {
    const [run] = opened;
    if (run !== undefined && resume === undefined && run.log.lines.length === 0) run.folder.remove();
    throw error;
  } finally {
    progress?.end();
  }
}

/** The line of an epoch, as `metrics.jsonl` keeps it and `--json` prints it. */
function lineOf(record: EpochRecord): EpochLine {
  const { epoch, loss, metrics, validation, elapsedMs } = record;
  return {
    epoch,
    loss,
    metrics,
    ...(validation === undefined ? {} : { validation: scoresOf(validation) }),
    elapsedMs: Math.round(elapsedMs * 10) / 10,
  };
}

/** Loss and metrics side by side. */
export function scoresOf({ loss, metrics }: Figures): Scores {
  return { loss, ...metrics };
}

function stepOf(state: TrainingState): number {
  const { step } = state.progress;
  return typeof step === "number" ? step : 0;
}

function examplesText({ train, validation, test }: TrainingData, language: Language): string {
  const held = validation === undefined || validation === test ? undefined : countText(validation.length);
  return trainingTexts[language].examples(
    countText(train.length),
    held,
    test === undefined ? undefined : countText(test.length),
  );
}

/** Keys whose value is `undefined` left out, as options with defaults want it. */
function withoutUndefined<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const [key, value] of Object.entries(options)) if (value !== undefined) Object.assign(kept, { [key]: value });
  return kept;
}
