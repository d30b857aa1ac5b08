import { resolve } from "node:path";
import {
  ChainruleError,
  csvDataset,
  type Dataset,
  type Loss,
  type Preparation,
  preparedCsvDataset,
  type StoredTargets,
} from "@chainrule/core";
import type { CsvData } from "../config/dataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes } from "../run/readFiles.ts";
import type { LoadedData } from "./loadedData.ts";

/** Reads a CSV file, and its test part from a share or from another file; paths start from `folder`. */
export function loadCsv(data: CsvData, folder: string, seed: number, loss: Loss): LoadedData {
  const { csv, test, ...options } = data;
  const bytes = readBytes(resolve(folder, csv), csv);
  const share = typeof test === "number" ? test : undefined;
  const parse = (task: CsvData["task"]): ReturnType<typeof csvDataset> =>
    inFile(csv, () => csvDataset(bytes, { ...options, task, seed, test: share }));
  const inferred = parse(options.task);
  const task = options.task ?? taskOf(inferred.train.targets, loss);
  const read = task === options.task ? inferred : parse(task);
  if (typeof test !== "string") return read;
  return { ...read, test: readPreparedCsv(test, folder, read.preparation, data) };
}

/** The task that the loss tells where whole numbers could be classes or plain numbers; `undefined` where none is told. */
export function taskOf(targets: StoredTargets, loss: Loss): CsvData["task"] {
  const needsClasses = loss.classTargets === "indices";
  if (targets.kind === "value") {
    return needsClasses && targets.values.every(Number.isInteger) ? "classification" : undefined;
  }
  if (needsClasses || targets.classCount <= 2) return undefined;
  const areNumbers = targets.classNames?.every((name) => Number.isFinite(Number(name))) ?? true;
  return areNumbers ? "regression" : undefined;
}

/** Reads another CSV file as the training one was. */
export function readPreparedCsv(
  file: string,
  folder: string,
  preparation: Preparation,
  options: Pick<CsvData, "header" | "delimiter"> & { readonly label?: string | number | undefined },
): Dataset {
  const { header, delimiter, label } = options;
  const bytes = readBytes(resolve(folder, file), file);
  return inFile(file, () => preparedCsvDataset(bytes, preparation, { header, delimiter, label }));
}

/** Runs `read` and names the file in the library's errors. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChainruleError)
      throw new CommandError("config.fault", { place: file, fault: error }, { cause: error });
    throw error;
  }
}
