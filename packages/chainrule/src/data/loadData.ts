import { ChainruleError, dataset, type Loss, type NestedValues } from "@chainrule/core";
import type { DataConfig, InlineData, InlineExamples } from "../config/dataConfig.ts";
import { placed } from "../config/fields.ts";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import { loadCsv } from "./csvFiles.ts";
import { loadIdx } from "./idxFiles.ts";
import { loadIris } from "./iris.ts";
import { loadLabelled } from "./labelledTexts.ts";
import { loadLines } from "./lineFiles.ts";
import { type LoadedData, withClasses } from "./loadedData.ts";
import { loadMnist } from "./mnist.ts";
import { loadText } from "./textFiles.ts";

/**
 * Reads the examples that a configuration names.
 *
 * @throws CommandError or ChainruleError if a file is missing or damaged, or the examples cannot be trained on
 */
export async function loadData(config: TrainingConfig): Promise<LoadedData> {
  try {
    const loaded = await read(config.data, config.source.folder, config);
    if (config.loss.classTargets === "indices") loaded.train.checkClasses();
    return loaded;
  } catch (error) {
    if (error instanceof ChainruleError) throw placed(config.source, ["data"], error);
    throw error;
  }
}

async function read(data: DataConfig, folder: string, config: TrainingConfig): Promise<LoadedData> {
  const { seed, loss } = config;
  switch (data.kind) {
    case "dataset":
      return data.options.dataset === "mnist" ? loadMnist(folder, seed) : loadIris(data.options.test, folder, seed);
    case "idx":
      return loadIdx(data.options, folder, seed);
    case "csv":
      return loadCsv(data.options, folder, seed, loss);
    case "inline":
      return loadInline(data.options, seed, loss);
    case "text":
      return loadText(data.options, folder, config.isStateful ? config.batchSize : 1);
    case "lines":
      return loadLines(data.options, folder, seed);
    case "labelled":
      return loadLabelled(data.options, folder, seed, loss);
  }
}

function loadInline(data: InlineData, seed: number, loss: Loss): LoadedData {
  const { inline, test, classNames } = data;
  const all = inlineDataset(inline, classNames, loss);
  if (test === undefined) return { train: all, test: undefined };
  if (typeof test === "number") return all.split({ test, seed });
  const part = inlineDataset(test, classNames ?? all.classNames, loss);
  return { train: all, test: withClasses(part, Math.max(all.classCount ?? 0, part.classCount ?? 0), all.classNames) };
}

/**
 * Examples written out; {@link dataset} checks every value. Numbers are classes where the loss asks for classes, or where
 * they are 0 and 1 only.
 */
export function inlineDataset(
  examples: InlineExamples,
  classNames: readonly string[] | undefined,
  loss: Loss,
): ReturnType<typeof dataset> {
  const { inputs, targets } = examples;
  if (!areValues(inputs) || !areTargets(targets)) throw new TypeError("unreachable");
  const areNumbers = targets.every((target) => typeof target === "number");
  const areValuesOnly =
    areNumbers && loss.classTargets !== "indices" && targets.some((target) => target !== 0 && target !== 1);
  return dataset({ inputs, targets, classNames, ...(areValuesOnly ? { targetKind: "value" } : {}) });
}

/** `dataset` checks each value as it flattens the arrays, whatever it is. */
function areValues(_values: readonly unknown[]): _values is readonly NestedValues[] {
  return true;
}

function areTargets(_values: readonly unknown[]): _values is readonly NestedValues[] | readonly string[] {
  return true;
}
