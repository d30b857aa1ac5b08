import { ChainruleError } from "../errors/chainruleError.ts";
import { isMissing, numberIn } from "./cell.ts";
import type { CsvRecord } from "./csv.ts";
import type { Feature } from "./preparation.ts";
import type { Table } from "./table.ts";

/** How missing values are filled in: from the training part's values, or by a number. */
export type Imputation = "mean" | "median" | "mostFrequent" | number;

/** What a column is taken for. */
export type ColumnKind = "number" | "category" | "ignore";

/** How {@link fitFeature} prepares. */
export interface FitOptions {
  readonly kind?: "number" | "category" | undefined;
  readonly impute?: Imputation | undefined;
  readonly standardize: boolean;
}

const mostCategories = 100;

/**
 * Learns how a column becomes inputs: its kind and categories from all rows, its statistics from the training rows.
 *
 * Standard deviation is the population's, √(Σ(x − mean)² / n); a column that does not vary keeps deviation 1.
 */
export function fitFeature(
  table: Table,
  column: number,
  trainRecords: readonly CsvRecord[],
  options: FitOptions,
): Feature {
  const name = table.columns[column] ?? "";
  checkMissing(table, column, options.impute);
  const kind = options.kind ?? columnKind(table, column);
  const present = presentFields(trainRecords, column);
  const needsFill = options.impute !== undefined;
  if (needsFill && present.length === 0 && typeof options.impute === "string") {
    throw new ChainruleError("data.noValues", { column: name });
  }
  if (kind === "category") {
    const categories = [...new Set(presentFields(table.records, column).map(({ field }) => field.trim()))].sort();
    if (categories.length === 0) throw new ChainruleError("data.noValues", { column: name });
    if (options.kind === undefined && categories.length > mostCategories) {
      throw new ChainruleError("data.tooManyCategories", {
        column: name,
        most: mostCategories,
        received: categories.length,
      });
    }
    const hasMissing = table.records.some((record) => isMissing(record.fields[column] ?? ""));
    if (hasMissing && options.impute !== "mostFrequent") {
      throw new ChainruleError("data.imputeText", { column: name, received: String(options.impute) });
    }
    if (options.impute !== "mostFrequent") return { kind, name, categories };
    return { kind, name, categories, fill: mostFrequent(present.map(({ field }) => field.trim())) };
  }
  for (const { row, field } of presentFields(table.records, column)) readNumber(field, row, name);
  const values = present.map(({ row, field }) => readNumber(field, row, name));
  const fill = needsFill ? { fill: filling(options.impute, values) } : {};
  const all = [...values];
  if (fill.fill !== undefined) {
    for (let i = values.length; i < trainRecords.length; i += 1) all.push(fill.fill);
  }
  if (!options.standardize) return { kind, name, mean: 0, deviation: 1, ...fill };
  const mean = meanOf(all);
  const deviation = Math.sqrt(meanOf(all.map((value) => (value - mean) ** 2)));
  const varies = all.some((value) => value !== all[0]) && deviation > 0;
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
    throw new ChainruleError("data.cellNotANumber", {
      row: present[0]?.row ?? 0,
      column: name,
      received: String(deviation),
    });
  }
  return { kind, name, mean, deviation: varies ? deviation : 1, ...fill };
}

/**
 * A field's number.
 *
 * @throws ChainruleError if it writes none, or none that f32 can hold
 */
export function readNumber(field: string, row: number, column: string): number {
  const value = numberIn(field);
  if (value === undefined || !Number.isFinite(Math.fround(value))) {
    throw new ChainruleError("data.cellNotANumber", { row, column, received: field });
  }
  return value;
}

function columnKind(table: Table, column: number): "number" | "category" {
  const present = presentFields(table.records, column);
  const other = present.find(({ field }) => numberIn(field) === undefined);
  if (other === undefined) return "number";
  const numberCount = present.filter(({ field }) => numberIn(field) !== undefined).length;
  if (2 * numberCount <= present.length) return "category";
  throw new ChainruleError("data.mixedColumn", {
    row: other.row,
    column: table.columns[column] ?? "",
    received: other.field,
  });
}

function checkMissing(table: Table, column: number, impute: Imputation | undefined): void {
  if (impute !== undefined) return;
  for (const { row, fields } of table.records) {
    const received = fields[column] ?? "";
    if (!isMissing(received)) continue;
    throw new ChainruleError("data.missingValue", {
      row,
      column: table.columns[column] ?? "",
      received: received.trim(),
      label: false,
    });
  }
}

function presentFields(records: readonly CsvRecord[], column: number): { row: number; field: string }[] {
  return records
    .map(({ row, fields }) => ({ row, field: fields[column] ?? "" }))
    .filter(({ field }) => !isMissing(field));
}

function filling(impute: Imputation | undefined, values: readonly number[]): number {
  if (typeof impute === "number") return impute;
  if (impute === "mean") return meanOf(values);
  if (impute === "mostFrequent") return mostFrequent(values);
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The value met most often; of equally frequent ones the first in order. */
function mostFrequent<Value extends string | number>(values: readonly Value[]): Value {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: Value | undefined;
  for (const value of [...counts.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (best === undefined || (counts.get(value) ?? 0) > (counts.get(best) ?? 0)) best = value;
  }
  if (best === undefined) throw new RangeError("mostFrequent needs a value"); // callers have checked
  return best;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
