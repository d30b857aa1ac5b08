import { ChainruleError } from "../errors/chainruleError.ts";
import { prepareRecords, prepareTargets } from "./applyPreparation.ts";
import type { CsvRecord } from "./csv.ts";
import { Dataset } from "./dataset.ts";
import { fitLabel } from "./fitLabel.ts";
import { type ColumnKind, fitFeature, type Imputation } from "./fitPreparation.ts";
import { type Preparation, preparedSize } from "./preparation.ts";
import { splitIndices } from "./split.ts";
import { columnIndex, readTable, type Table, type TableOptions } from "./table.ts";

/** How {@link csvDataset} reads and prepares. */
export interface CsvDatasetOptions extends TableOptions {
  /** Column to be predicted: its name, or its place from 0 (from the end if negative). */
  readonly label: string | number;
  /** Default: classification if labels are text or few whole numbers. */
  readonly task?: "classification" | "regression" | undefined;
  /** Share or number of examples for the test part. Default: no test part. */
  readonly test?: number | undefined;
  /** Of the split. Default 0. */
  readonly seed?: number | undefined;
  /** Default: true for classification. */
  readonly stratified?: boolean | undefined;
  /** For all columns, or by name. Default: missing values are refused. */
  readonly impute?: Imputation | Readonly<Record<string, Imputation>> | undefined;
  /** Whether columns of numbers get mean 0 and deviation 1 over the training part. Default true. */
  readonly standardize?: boolean | undefined;
  /** What columns are, by name, where it should not be inferred. */
  readonly columns?: Readonly<Record<string, ColumnKind>> | undefined;
}

/** What {@link csvDataset} gives. */
export interface CsvDataset {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  /** Prepares new rows in the same way; plain JSON. */
  readonly preparation: Preparation;
}

/**
 * A data set from CSV: types inferred, categories one-hot, numbers standardised with the training part's statistics.
 *
 * @throws ChainruleError naming row and column if the text is ragged, a value is missing or no number, and if the label
 * is unknown or of one class only
 * @example
 * const { train, test, preparation } = csvDataset(text, { label: "species", test: 0.2, seed: 1 });
 */
export function csvDataset(source: string | Uint8Array, options: CsvDatasetOptions): CsvDataset {
  const named = [...Object.keys(options.columns ?? {}), ...(typeof options.label === "string" ? [options.label] : [])];
  const table = readTable(source, { ...options, expectedColumns: options.expectedColumns ?? named });
  const labelColumn = columnIndex(table, options.label);
  const kinds = columnKinds(table, options.columns ?? {});
  const label = fitLabel(table, labelColumn, options.task);
  const imputations = columnImputations(table, options.impute);
  const columns = table.columns.map((_, i) => i).filter((i) => i !== labelColumn && kinds.get(i) !== "ignore");
  if (columns.length === 0) throw new ChainruleError("data.noFeatures", {});

  const all: Preparation = { format: "chainrule.preparation", version: 1, features: [], label };
  const targets = prepareTargets(all, table.records, labelColumn);
  const parts =
    options.test === undefined
      ? undefined
      : splitIndices(table.records.length, targets.kind === "class" ? targets.values : undefined, {
          test: options.test,
          seed: options.seed,
          stratified: options.stratified,
        });
  const trainRecords = parts === undefined ? table.records : pick(table.records, parts.train);
  const features = columns.map((column) => {
    const kind = kinds.get(column);
    return fitFeature(table, column, trainRecords, {
      kind: kind === "ignore" ? undefined : kind,
      impute: imputations.get(column),
      standardize: options.standardize ?? true,
    });
  });
  const preparation: Preparation = { ...all, features };
  const build = (records: readonly CsvRecord[]): Dataset =>
    new Dataset(
      { values: prepareRecords(preparation, records, columns) },
      [preparedSize(preparation)],
      prepareTargets(preparation, records, labelColumn),
    );
  const train = build(trainRecords);
  train.checkClasses();
  return { train, test: parts === undefined ? undefined : build(pick(table.records, parts.test)), preparation };
}

/**
 * A data set from another CSV file, prepared as the first was: columns found by name if there is a header, else by place.
 *
 * @param options - how the table is read; `label`: its column (default: the first file's)
 * @throws ChainruleError if a column is missing, a category or class is unknown, or a value is missing or no number
 * @example
 * const later = preparedCsvDataset(await readFile("later.csv", "utf8"), preparation);
 */
export function preparedCsvDataset(
  source: string | Uint8Array,
  preparation: Preparation,
  options: TableOptions & { readonly label?: string | number | undefined } = {},
): Dataset {
  const { table, columns } = matchColumns(source, preparation, options);
  const labelColumn = columnIndex(table, options.label ?? preparation.label.name);
  return new Dataset(
    { values: prepareRecords(preparation, table.records, columns) },
    [preparedSize(preparation)],
    prepareTargets(preparation, table.records, labelColumn),
  );
}

/**
 * Inputs for prediction from a CSV file with the training table's columns; the label column may be left out.
 *
 * @throws ChainruleError if a column is missing, a category is unknown, or a value is missing or no number
 * @example
 * const inputs = preparedCsvInputs("width,length\n0.2,1.0", preparation);
 */
export function preparedCsvInputs(
  source: string | Uint8Array,
  preparation: Preparation,
  options: TableOptions = {},
): Float32Array {
  const { table, columns } = matchColumns(source, preparation, options);
  return prepareRecords(preparation, table.records, columns);
}

function matchColumns(
  source: string | Uint8Array,
  preparation: Preparation,
  options: TableOptions,
): { table: Table; columns: readonly number[] } {
  const names = preparation.features.map((feature) => feature.name);
  const table = readTable(source, { ...options, expectedColumns: [...names, preparation.label.name] });
  if (table.hasHeader || names.every((name) => table.columns.includes(name))) {
    return { table, columns: names.map((name) => columnNamed(table, name)) };
  }
  const [first] = table.records;
  if (first !== undefined && table.columns.length !== names.length) {
    throw new ChainruleError("data.columnCount", { row: first.row, columns: names, received: table.columns.length });
  }
  return { table, columns: names.map((_, column) => column) };
}

function columnNamed(table: Table, name: string): number {
  const index = table.columns.indexOf(name);
  if (index >= 0) return index;
  throw new ChainruleError("data.unknownColumn", { received: name, choices: table.columns });
}

function columnKinds(table: Table, given: Readonly<Record<string, ColumnKind>>): Map<number, ColumnKind> {
  return new Map(Object.entries(given).map(([name, kind]) => [columnNamed(table, name), kind]));
}

function columnImputations(table: Table, given: CsvDatasetOptions["impute"]): Map<number, Imputation> {
  if (given === undefined) return new Map();
  if (typeof given !== "object") return new Map(table.columns.map((_, column) => [column, given]));
  return new Map(Object.entries(given).map(([name, impute]) => [columnNamed(table, name), impute]));
}

function pick(records: readonly CsvRecord[], indices: Int32Array): CsvRecord[] {
  return Array.from(indices, (index) => records[index]).filter((record) => record !== undefined);
}
