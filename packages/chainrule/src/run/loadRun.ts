import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import {
  ChainruleError,
  decodeTrainingState,
  type TermFeatures,
  type Tokenizer,
  type TrainingState,
  termFeaturesFromJson,
  tokenizerFromJson,
} from "@chainrule/core";
import { parseConfigText } from "../config/configSource.ts";
import { hasTokens } from "../config/dataConfig.ts";
import { parseConfig, type TrainingConfig } from "../config/trainingConfig.ts";
import { type DataDescription, descriptionFromJson } from "../data/dataDescription.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes, readTextFile } from "./readFiles.ts";
import { RunFolder, runFiles } from "./runFolder.ts";

/** Whether a path names a run's folder rather than a configuration. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** A run's folder and the configuration that it was trained by. */
export interface OpenedRun {
  readonly folder: RunFolder;
  readonly config: TrainingConfig;
}

/**
 * Opens a run.
 *
 * @throws CommandError if there is no such folder, or it is no run
 */
export function openRun(name: string, startFolder: string): OpenedRun {
  const path = resolve(startFolder, name);
  if (!existsSync(path)) throw new CommandError("run.missing", { run: name });
  const folder = new RunFolder(path, name);
  if (!isFolder(path) || !folder.has(runFiles.config))
    throw new CommandError("run.notRun", { run: name, file: runFiles.config });
  const file = `${name.replace(/\/+$/, "")}/${runFiles.config}`;
  const config = parseConfig(parseConfigText(readTextFile(folder.file(runFiles.config), file), file, path));
  return { folder, config };
}

/** What a finished run needs for predictions. */
export interface FinishedRun extends OpenedRun {
  readonly architecture: unknown;
  readonly weights: Uint8Array;
  readonly description: DataDescription;
  /** How the run's texts became tokens, if it was trained on some. */
  readonly tokenizer: Tokenizer | undefined;
  /** How they became features, if they did. */
  readonly features: TermFeatures | undefined;
}

/**
 * Opens a run that has ended.
 *
 * @throws CommandError if a file is missing or damaged
 */
export function openFinishedRun(name: string, startFolder: string): FinishedRun {
  const run = openRun(name, startFolder);
  const { folder } = run;
  for (const file of [runFiles.model, runFiles.weights, runFiles.data]) {
    if (!folder.has(file)) throw new CommandError("run.unfinished", { run: name, file });
  }
  const description = inRun(name, runFiles.data, () => descriptionFromJson(readJson(folder, name, runFiles.data)));
  if (description === undefined)
    throw new CommandError("run.damaged", { run: name, file: runFiles.data, reason: "format" });
  const { data } = run.config;
  const hasFeatures = data.kind === "labelled" && data.options.features !== undefined;
  return {
    ...run,
    architecture: readJson(folder, name, runFiles.model),
    weights: readBytes(folder.file(runFiles.weights), `${name}/${runFiles.weights}`),
    description,
    tokenizer: hasTokens(data) ? readPart(folder, name, runFiles.tokenizer, tokenizerFromJson) : undefined,
    features: hasFeatures ? readPart(folder, name, runFiles.features, termFeaturesFromJson) : undefined,
  };
}

/** What a run needs to read texts. */
function readPart<Part>(folder: RunFolder, run: string, file: string, read: (json: unknown) => Part): Part {
  if (!folder.has(file)) throw new CommandError("run.unfinished", { run, file });
  return inRun(run, file, () => read(readJson(folder, run, file)));
}

/** The last checkpoint of a run, or nothing if training had not come to one. */
export function lastCheckpoint(folder: RunFolder): TrainingState | undefined {
  const file = folder.checkpoints().at(-1);
  if (file === undefined) return undefined;
  const bytes = readBytes(folder.file(file), `${folder.name}/${file}`);
  return inRun(folder.name, file, () => decodeTrainingState(bytes, file));
}

/** Runs `read` and names the run in the library's errors. */
export function inRun<T>(run: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ChainruleError)) throw error;
    throw new CommandError("config.fault", { place: `${run}/${file}`, fault: error }, { cause: error });
  }
}

function readJson(folder: RunFolder, run: string, file: string): unknown {
  const text = readTextFile(folder.file(file), `${run}/${file}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError("run.damaged", { run, file, reason }, { cause: error });
  }
}
