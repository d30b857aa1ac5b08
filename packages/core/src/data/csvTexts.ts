import { ChainruleError } from "../errors/chainruleError.ts";
import { prepareTargets } from "./applyPreparation.ts";
import { fitLabel } from "./fitLabel.ts";
import type { Label, Preparation } from "./preparation.ts";
import { splitIndices } from "./split.ts";
import type { StoredTargets } from "./storedValues.ts";
import { columnIndex, readTable, type Table, type TableOptions } from "./table.ts";

/** How {@link csvTexts} reads. */
export interface CsvTextsOptions extends TableOptions {
  /** Column of the texts: its name, or its place from 0 (from the end if negative). */
  readonly text: string | number;
  /** Column to be predicted, in the same way. */
  readonly label: string | number;
  /** Default: classification if labels are text or few whole numbers. */
  readonly task?: "classification" | "regression" | undefined;
  /** Share or number of examples for the test part. Default: no test part. */
  readonly test?: number | undefined;
  /** Of the split. Default 0. */
  readonly seed?: number | undefined;
  /** Default: true for classification. */
  readonly stratified?: boolean | undefined;
}

/** Texts of a table. */
export interface TextColumn {
  readonly texts: readonly string[];
  /** Where each stands in the file: 1 for the first row, the header included. */
  readonly rows: readonly number[];
}

/** Texts of a table with what is to be predicted of each. */
export interface LabelledTexts extends TextColumn {
  readonly targets: StoredTargets;
}

/** What {@link csvTexts} gives. */
export interface CsvTexts {
  readonly train: LabelledTexts;
  readonly test: LabelledTexts | undefined;
  /** Name of the column of the texts, by which {@link preparedCsvTexts} and {@link csvTextColumn} find it. */
  readonly column: string;
  /** What the label column holds; plain JSON. */
  readonly label: Label;
}

/**
 * Texts of one column of a CSV file, and what is to be predicted of each in another. The other columns are passed over.
 *
 * The texts are left as they are, so that a tokenizer can be made from those of the training part alone.
 *
 * @param source - text, or its bytes in UTF-8
 * @throws ChainruleError naming row and column if the file is ragged, a column is unknown, both are the same, a label is
 * missing, or a part would be empty
 * @example
 * const { train, label } = csvTexts("mail,kind\nbuy now,spam\nsee you,ham\n", { text: "mail", label: "kind" });
 */
export function csvTexts(source: string | Uint8Array, options: CsvTextsOptions): CsvTexts {
  const { text, task, test, seed, stratified } = options;
  const named = [text, options.label].filter((name) => typeof name === "string");
  const table = readTable(source, { ...options, expectedColumns: options.expectedColumns ?? named });
  const textColumn = columnIndex(table, text);
  const labelColumn = columnIndex(table, options.label);
  const column = table.columns[textColumn] ?? "";
  if (textColumn === labelColumn) {
    const expected = { en: "another column than the label's", zh: "与标签列不同的列" };
    throw new ChainruleError("learning.option", { subject: "csvTexts", name: "text", expected, received: column });
  }
  const label = fitLabel(table, labelColumn, task);
  const all = labelled(table, textColumn, labelColumn, label);
  if (test === undefined) return { train: all, test: undefined, column, label };
  const classes = all.targets.kind === "class" ? all.targets.values : undefined;
  const parts = splitIndices(all.texts.length, classes, { test, seed, stratified });
  return { train: pick(all, parts.train), test: pick(all, parts.test), column, label };
}

/**
 * Texts and labels of another CSV file, whose columns have the same names (or places, where there are no names).
 *
 * @param known - `column` and `label` as {@link csvTexts} gave them
 * @throws ChainruleError if a column is missing, a class is unknown, or a label is missing or no number
 * @example
 * const more = preparedCsvTexts("mail,kind\nbuy,spam\n", csvTexts("mail,kind\nbuy now,spam\nsee you,ham\n", { text: 0, label: 1 }));
 */
export function preparedCsvTexts(
  source: string | Uint8Array,
  known: Pick<CsvTexts, "column" | "label">,
  options: TableOptions = {},
): LabelledTexts {
  const { column, label } = known;
  const table = readTable(source, { ...options, expectedColumns: [column, label.name] });
  return labelled(table, columnIndex(table, column), columnIndex(table, label.name), label);
}

/**
 * Texts of a CSV file that may lack the other columns; of a file with one column, that one.
 *
 * @throws ChainruleError if the file has several columns, and none of that name
 * @example
 * const { texts } = csvTextColumn("mail\nbuy now\n", "mail");
 */
export function csvTextColumn(source: string | Uint8Array, column: string, options: TableOptions = {}): TextColumn {
  const table = readTable(source, { ...options, expectedColumns: [column] });
  const isOnly = table.columns.length === 1 && !table.hasHeader;
  return textColumnOf(table, isOnly ? 0 : columnIndex(table, column));
}

function labelled(table: Table, textColumn: number, labelColumn: number, label: Label): LabelledTexts {
  const preparation: Preparation = { format: "chainrule.preparation", version: 1, features: [], label };
  return { ...textColumnOf(table, textColumn), targets: prepareTargets(preparation, table.records, labelColumn) };
}

function textColumnOf({ records }: Table, column: number): TextColumn {
  return { texts: records.map(({ fields }) => fields[column] ?? ""), rows: records.map(({ row }) => row) };
}

/** The examples of some indices. */
function pick({ texts, rows, targets }: LabelledTexts, indices: Int32Array): LabelledTexts {
  const chosen = Array.from(indices);
  return {
    texts: chosen.map((index) => texts[index] ?? ""),
    rows: chosen.map((index) => rows[index] ?? 0),
    targets:
      targets.kind === "class"
        ? { ...targets, values: indices.map((index) => targets.values[index] ?? 0) }
        : { ...targets, values: Float32Array.from(chosen, (index) => targets.values[index] ?? 0) },
  };
}
