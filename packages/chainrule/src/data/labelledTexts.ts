import { resolve } from "node:path";
import {
  csvTexts,
  Dataset,
  type Label,
  type LabelledTexts,
  type Loss,
  preparedCsvTexts,
  type TermFeatures,
  type Tokenizer,
} from "@chainrule/core";
import type { LabelledData } from "../config/textDataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes } from "../run/readFiles.ts";
import { inFile, taskOf } from "./csvFiles.ts";
import type { LoadedData } from "./loadedData.ts";
import { spamMails } from "./spamMails.ts";
import { type RowForm, rowLength, type Truncated, tokenRows } from "./tokenRows.ts";

/** How texts become inputs: features of whole texts, or tokens in rows. */
export type TextReader =
  | { readonly features: TermFeatures }
  | { readonly features: undefined; readonly tokenizer: Tokenizer; readonly form: RowForm };

/** Texts as inputs of a model, one after the other. */
export interface ReadTexts {
  readonly inputs: { readonly values: Float32Array } | { readonly values: Int32Array };
  readonly inputShape: readonly number[];
  readonly truncated: Truncated | undefined;
}

interface Parts {
  /** What errors are to call the texts. */
  readonly name: string;
  readonly train: LabelledTexts;
  readonly test: LabelledTexts | undefined;
  readonly column: string;
  readonly label: Label;
}

/**
 * Texts with what is to be predicted of each. Tokenizer and features are made from the training part.
 *
 * @throws CommandError or ChainruleError if a file is missing or damaged, a column is unknown, or a text is empty
 */
export function loadLabelled(data: LabelledData, folder: string, seed: number, loss: Loss): LoadedData {
  const { name, train, test, column, label } = readParts(data, folder, seed, loss);
  const { truncate = "end" } = data;
  const tokenizer = inFile(name, () => data.tokenizer.train(train.texts));
  const reader = inFile(name, (): TextReader => {
    if (data.features !== undefined) return { features: data.features.fit(tokenizer, train.texts) };
    const counts = train.texts.map((text) => tokenizer.encode(text).length);
    return {
      features: undefined,
      tokenizer,
      form: { length: rowLength(counts, data.length), truncate },
    };
  });
  const testName = "csv" in data && typeof data.test === "string" ? data.test : name;
  const { examples, truncated } = labelledExamples(train, reader, name);
  const form = reader.features === undefined ? reader.form : { length: undefined, truncate };
  return {
    train: examples,
    test: test === undefined ? undefined : labelledExamples(test, reader, testName).examples,
    ...(reader.features === undefined ? { tokenizer } : { features: reader.features }),
    texts: { ...form, column, label: label.name },
    truncated,
  };
}

function readParts(data: LabelledData, folder: string, seed: number, loss: Loss): Parts {
  if ("dataset" in data) {
    const mails = spamMails(data.test ?? 0.2, folder, seed);
    const label: Label = { kind: "class", name: "kind", classNames: ["ham", "spam"] };
    return { name: data.dataset, ...mails, column: "text", label };
  }
  const { csv, test, text, label, header, delimiter, stratified } = data;
  const bytes = readBytes(resolve(folder, csv), csv);
  const share = typeof test === "number" ? test : undefined;
  const parse = (task: typeof data.task): ReturnType<typeof csvTexts> =>
    inFile(csv, () => csvTexts(bytes, { text, label, header, delimiter, stratified, seed, test: share, task }));
  const inferred = parse(data.task);
  const task = data.task ?? taskOf(inferred.train.targets, loss);
  const read = task === data.task ? inferred : parse(task);
  if (typeof test !== "string") return { name: csv, ...read };
  return { name: csv, ...read, test: readLabelledCsv(test, folder, read, { header, delimiter }) };
}

/** Texts and labels of another CSV file, as the training one had them. */
export function readLabelledCsv(
  file: string,
  folder: string,
  known: { readonly column: string; readonly label: Label },
  options: { readonly header?: boolean | undefined; readonly delimiter?: string | undefined },
): LabelledTexts {
  const bytes = readBytes(resolve(folder, file), file);
  return inFile(file, () => preparedCsvTexts(bytes, known, options));
}

/** Texts with their labels as examples. */
export function labelledExamples(
  { texts, rows, targets }: LabelledTexts,
  reader: TextReader,
  name: string,
): { readonly examples: Dataset; readonly truncated: Truncated | undefined } {
  const { inputs, inputShape, truncated } = readTexts(texts, reader, (index) => `${name}:${rows[index] ?? 0}`);
  return { examples: new Dataset(inputs, inputShape, targets), truncated };
}

/**
 * Texts as inputs of a model.
 *
 * @param placeOf - what errors are to call a text
 * @throws CommandError or ChainruleError if a text is empty, longer than is allowed, or cannot be encoded
 */
export function readTexts(texts: readonly string[], reader: TextReader, placeOf: (index: number) => string): ReadTexts {
  const blank = texts.findIndex((text) => text.trim() === "");
  if (blank >= 0) throw new CommandError("data.emptyText", { place: placeOf(blank) });
  if (reader.features !== undefined) {
    const { values, shape } = reader.features.transform(texts);
    return { inputs: { values }, inputShape: shape, truncated: undefined };
  }
  const { tokenizer, form } = reader;
  const sequences = texts.map((text, index) => tokenizer.encode(text, { name: placeOf(index) }));
  const { values, truncated } = tokenRows(sequences, form, tokenizer.special.padding ?? 0, placeOf);
  return { inputs: { values }, inputShape: [form.length], truncated };
}
