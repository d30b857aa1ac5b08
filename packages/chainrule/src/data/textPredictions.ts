import { resolve } from "node:path";
import { csvTextColumn } from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { CommandError } from "../errors/commandError.ts";
import type { FinishedRun } from "../run/loadRun.ts";
import { readBytes, readTextFile } from "../run/readFiles.ts";
import { inFile } from "./csvFiles.ts";
import { type ReadTexts, readTexts, type TextReader } from "./labelledTexts.ts";
import { parseJson } from "./predictionInputs.ts";

/** How a run on labelled texts reads them. */
export function textReaderOf({ description, tokenizer, features, folder }: FinishedRun): TextReader {
  if (features !== undefined) return { features };
  const { length, truncate = "end" } = description.texts ?? {};
  if (tokenizer === undefined || length === undefined)
    throw new CommandError("run.damaged", { run: folder.name, file: "data.json", reason: "texts" });
  return { features: undefined, tokenizer, form: { length, truncate } };
}

/**
 * Texts for prediction as the run reads them: one that is written out, or those of a CSV file's column or of JSON.
 *
 * @throws CommandError or ChainruleError if there is none, or one is empty
 */
export function textInputs(
  run: FinishedRun,
  given: { readonly text: string } | { readonly input: string },
  startFolder: string,
): ReadTexts & { readonly count: number } {
  const column = run.description.texts?.column ?? "text";
  const { texts, placeOf } =
    "text" in given
      ? { texts: [given.text], placeOf: () => "--text" }
      : readInput(run, given.input, column, startFolder);
  return { ...readTexts(texts, textReaderOf(run), placeOf), count: texts.length };
}

interface GivenTexts {
  readonly texts: readonly string[];
  /** What errors are to call a text. */
  readonly placeOf: (index: number) => string;
}

function readInput({ config }: FinishedRun, input: string, column: string, startFolder: string): GivenTexts {
  const isJson = /^\s*["[{]/.test(input);
  const path = resolve(startFolder, input);
  if (isJson || /\.json$/i.test(input)) {
    const texts = jsonTexts(parseJson(isJson ? input : readTextFile(path, input)), column);
    return { texts, placeOf: (index) => `--input[${index}]` };
  }
  if (!/\.(csv|tsv|txt)$/i.test(input)) throw new CommandError("data.notTexts", { column, received: input });
  const { data } = config;
  const delimiter = data.kind === "labelled" && "csv" in data.options ? data.options.delimiter : undefined;
  const bytes = readBytes(path, input);
  const { texts, rows } = inFile(input, () => csvTextColumn(bytes, column, { delimiter }));
  return { texts, placeOf: (index) => `${input}:${rows[index] ?? 0}` };
}

function jsonTexts(json: unknown, column: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  const texts = list.map((item) => (isMapping(item) ? item[column] : item));
  const wrong = texts.findIndex((text) => typeof text !== "string");
  if (wrong >= 0 || texts.length === 0) {
    const received = texts.length === 0 ? "[]" : (JSON.stringify(list[wrong]) ?? "undefined").slice(0, 60);
    throw new CommandError("data.notTexts", { column, received });
  }
  return texts.filter((text) => typeof text === "string");
}
