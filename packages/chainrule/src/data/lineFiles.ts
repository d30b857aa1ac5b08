import { resolve } from "node:path";
import { type Dataset, dataset, splitIndices, type Tokenizer } from "@chainrule/core";
import type { LinesData } from "../config/textDataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { inFile } from "./csvFiles.ts";
import { firstNames } from "./firstNames.ts";
import type { LoadedData } from "./loadedData.ts";
import { readText } from "./textFiles.ts";
import { type RowForm, rowLength, type Truncated, tokenRows } from "./tokenRows.ts";

/** Target of positions that do not count. */
const ignored = -1;

/** A line, and what errors are to call it. */
interface Line {
  readonly text: string;
  readonly place: string;
}

/** A line as tokens, between those of the beginning and of the end. */
interface EncodedLine {
  readonly tokens: Int32Array;
  readonly place: string;
}

/**
 * Lines as examples of a language model: at each position the next token of the line is to be foretold, and after its last
 * one its end. The tokenizer is made from the lines of the training part.
 *
 * @throws CommandError or ChainruleError if the file is missing, is no UTF-8, or has no lines
 */
export function loadLines(data: LinesData, folder: string, seed: number): LoadedData {
  const name = "lines" in data ? data.lines : data.dataset;
  const all =
    "lines" in data
      ? readLines(resolve(folder, data.lines), name)
      : firstNames(folder).map((text): Line => ({ text, place: text }));
  const parts = data.test === undefined ? undefined : splitIndices(all.length, undefined, { test: data.test, seed });
  const pick = (indices: Int32Array): Line[] =>
    Array.from(indices, (index) => all[index]).filter((line) => line !== undefined);
  const learned = parts === undefined ? all : pick(parts.train);
  const tokenizer = inFile(name, () => data.tokenizer.train(learned.map(({ text }) => text)));
  const known = encodeLines(learned, tokenizer);
  const held = parts === undefined ? undefined : encodeLines(pick(parts.test), tokenizer);
  const counts = [...known, ...(held ?? [])].map(({ tokens }) => tokens.length - 1);
  const form: RowForm = { length: rowLength(counts, data.length), truncate: data.truncate };
  const { examples, truncated } = lineExamples(known, tokenizer, form);
  return {
    train: examples,
    test: held === undefined ? undefined : lineExamples(held, tokenizer, form).examples,
    tokenizer,
    texts: { ...form, column: undefined, label: undefined },
    truncated,
  };
}

/**
 * The lines of another file as a run takes them.
 *
 * @throws CommandError or ChainruleError if the file is missing, is no UTF-8, or has no lines
 */
export function readLineExamples(
  file: string,
  folder: string,
  tokenizer: Tokenizer,
  form: RowForm,
): { readonly examples: Dataset; readonly truncated: Truncated | undefined } {
  return lineExamples(encodeLines(readLines(resolve(folder, file), file), tokenizer), tokenizer, form);
}

function readLines(path: string, name: string): readonly Line[] {
  const lines = readText(path, name)
    .split(/\r\n|\n|\r/)
    .map((text, index): Line => ({ text, place: `${name}:${index + 1}` }))
    .filter(({ text }) => text.trim() !== "");
  if (lines.length === 0) throw new CommandError("data.noLines", { name });
  return lines;
}

function encodeLines(lines: readonly Line[], tokenizer: Tokenizer): readonly EncodedLine[] {
  return lines.map(({ text, place }) => ({
    tokens: tokenizer.encode(text, { start: true, end: true, name: place }),
    place,
  }));
}

function lineExamples(
  lines: readonly EncodedLine[],
  tokenizer: Tokenizer,
  form: RowForm,
): { readonly examples: Dataset; readonly truncated: Truncated | undefined } {
  const placeOf = (index: number): string => lines[index]?.place ?? "";
  const rows = (tokens: readonly Int32Array[], padding: number): ReturnType<typeof tokenRows> =>
    tokenRows(tokens, form, padding, placeOf);
  const before = lines.map(({ tokens }) => tokens.subarray(0, -1));
  const after = lines.map(({ tokens }) => tokens.subarray(1));
  const { values, truncated } = rows(before, tokenizer.special.padding ?? 0);
  const examples = dataset({
    inputs: values,
    inputShape: [form.length],
    targets: rows(after, ignored).values,
    targetShape: [form.length],
    classCount: tokenizer.size,
  });
  return { examples, truncated };
}
