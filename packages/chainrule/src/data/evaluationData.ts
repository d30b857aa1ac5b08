import { resolve } from "node:path";
import { type Dataset, type Label, type Preparation, prepareRows } from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { CommandError } from "../errors/commandError.ts";
import type { FinishedRun } from "../run/loadRun.ts";
import { readTextFile } from "../run/readFiles.ts";
import { inFile, readPreparedCsv } from "./csvFiles.ts";
import { readPart } from "./idxFiles.ts";
import { labelledExamples, readLabelledCsv } from "./labelledTexts.ts";
import { readLineExamples } from "./lineFiles.ts";
import { inlineDataset, loadData } from "./loadData.ts";
import { withClasses } from "./loadedData.ts";
import { rowsOf, shapeText } from "./predictionInputs.ts";
import { readText, textWindows } from "./textFiles.ts";
import { textReaderOf } from "./textPredictions.ts";
import type { Truncated } from "./tokenRows.ts";

/** What a run is measured on. */
export interface MeasuredExamples {
  readonly examples: Dataset;
  /** Texts that were cut. */
  readonly truncated: Truncated | undefined;
}

/**
 * The examples that a run is measured on: its own test part, or those that `--data` names.
 *
 * @throws CommandError if there are none, or they are not as the run was trained on
 */
export async function evaluationData(
  run: FinishedRun,
  named: string | undefined,
  startFolder: string,
): Promise<MeasuredExamples> {
  const { config, folder } = run;
  if (named === undefined) {
    const { test } = await loadData(config);
    if (test === undefined) throw new CommandError("data.noTest", { file: folder.name });
    return { examples: test, truncated: undefined };
  }
  const read = await readTextExamples(run, named, startFolder);
  if (read !== undefined) return read;
  return { examples: fitting(run, named, await readExamples(run, named, startFolder)), truncated: undefined };
}

/** The examples of another file, if they fit the run. */
function fitting({ description }: FinishedRun, named: string, examples: Dataset): Dataset {
  if (shapeText(examples.inputShape) !== shapeText(description.inputShape)) {
    throw new CommandError("data.inputShape", {
      subject: named,
      expected: shapeText(description.inputShape),
      received: shapeText(examples.inputShape),
    });
  }
  const { targets } = description;
  if (targets.kind !== "class" || examples.targets.kind !== "class") return examples;
  if (examples.targets.classCount > targets.classCount) {
    throw new CommandError("data.notFitting", {
      expected: `${targets.classCount} classes`,
      received: `${examples.targets.classCount}`,
    });
  }
  return withClasses(examples, targets.classCount, targets.classNames);
}

/** The examples of another file, where the run was trained on texts. */
async function readTextExamples(
  run: FinishedRun,
  named: string,
  startFolder: string,
): Promise<MeasuredExamples | undefined> {
  const { config, description, tokenizer } = run;
  const { data } = config;
  if (data.kind === "text" && tokenizer !== undefined) {
    const { context } = data.options;
    const text = readText(resolve(startFolder, named), named);
    const examples = inFile(named, () => textWindows(named, tokenizer.encode(text), tokenizer, context, context));
    return { examples, truncated: undefined };
  }
  const { texts } = description;
  if (data.kind === "lines" && tokenizer !== undefined && texts?.length !== undefined)
    return readLineExamples(named, startFolder, tokenizer, { length: texts.length, truncate: texts.truncate });
  if (data.kind !== "labelled" || texts?.column === undefined || texts.label === undefined) return undefined;
  const { targets } = description;
  const label: Label =
    targets.kind === "class"
      ? { kind: "class", name: texts.label, classNames: targets.classNames ?? [] }
      : { kind: "value", name: texts.label };
  const options = "csv" in data.options ? data.options : {};
  const read = readLabelledCsv(named, startFolder, { column: texts.column, label }, options);
  return labelledExamples(read, textReaderOf(run), named);
}

async function readExamples(run: FinishedRun, named: string, startFolder: string): Promise<Dataset> {
  const { config, description } = run;
  const { byteScale, preparation, targets } = description;
  const [images, labels, ...others] = named.split(",");
  if (images !== undefined && labels !== undefined && others.length === 0) {
    const { scale, offset } = byteScale ?? { scale: 1 / 255, offset: 0 };
    const classNames = targets.kind === "class" ? targets.classNames : undefined;
    return readPart([images, labels], startFolder, { scale, offset, classNames }, undefined);
  }
  if (named.endsWith(".json")) return inFile(named, () => fromJson(run, named, startFolder));
  if (preparation === undefined)
    throw new CommandError("data.notFitting", { expected: shapeText(description.inputShape), received: named });
  const csv = config.data.kind === "csv" ? config.data.options : undefined;
  return readPreparedCsv(named, startFolder, preparation, {
    header: csv?.header,
    delimiter: csv?.delimiter,
    label: csv?.label,
  });
}

function fromJson({ config, description }: FinishedRun, named: string, startFolder: string): Dataset {
  let json: unknown;
  try {
    json = JSON.parse(readTextFile(resolve(startFolder, named), named));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError("config.syntax", { place: named, format: "JSON", reason: String(error) }, { cause: error });
  }
  const { inputs, targets } = isMapping(json) ? json : {};
  if (!Array.isArray(inputs) || !Array.isArray(targets)) {
    throw new CommandError("config.missingKey", {
      place: named,
      path: "",
      key: Array.isArray(inputs) ? "targets" : "inputs",
    });
  }
  const classNames = description.targets.kind === "class" ? description.targets.classNames : undefined;
  const { preparation } = description;
  const isPlain = preparation === undefined || inputs.length === 0;
  const prepared = isPlain ? inputs : preparedRows(inputs, preparation, named);
  return inlineDataset({ inputs: prepared, targets }, classNames, config.loss);
}

/** Rows of a table as the numbers that the model takes. */
function preparedRows(
  json: readonly unknown[],
  preparation: Preparation,
  place: string,
): readonly (readonly number[])[] {
  const rows = rowsOf(json, preparation, place);
  const values = prepareRows(preparation, rows);
  const size = values.length / rows.length;
  return rows.map((_, row) => Array.from(values.subarray(row * size, (row + 1) * size)));
}
