import { ChainruleError } from "../errors/chainruleError.ts";
import { isMissing } from "./cell.ts";
import type { CsvRecord } from "./csv.ts";
import { readNumber } from "./fitPreparation.ts";
import { type Feature, type Preparation, preparedSize } from "./preparation.ts";
import type { StoredTargets } from "./storedValues.ts";

/** A value of a raw row; `null`, `undefined` and `NaN` are missing. */
export type RawValue = string | number | boolean | null | undefined;

/**
 * Prepares new rows, each with one value a feature in the training table's order (label left out), as the training rows
 * were.
 *
 * @returns row-major inputs, `preparedSize(preparation)` a row
 * @throws ChainruleError if a row has another number of values, a value is missing, no number, or an unknown category
 * @example
 * const inputs = prepareRows(preparation, [[5.1, 3.5, "red"]]);
 */
export function prepareRows(preparation: Preparation, rows: readonly (readonly RawValue[])[]): Float32Array {
  const { features } = preparation;
  const records = rows.map((values, i): CsvRecord => {
    if (values.length !== features.length) {
      throw new ChainruleError("data.columnCount", {
        row: i + 1,
        columns: features.map((feature) => feature.name),
        received: values.length,
      });
    }
    return { row: i + 1, fields: values.map((value) => (value === null || value === undefined ? "" : String(value))) };
  });
  return prepareRecords(
    preparation,
    records,
    features.map((_, column) => column),
  );
}

/** Inputs of records whose column `columns[i]` holds feature i. */
export function prepareRecords(
  preparation: Preparation,
  records: readonly CsvRecord[],
  columns: readonly number[],
): Float32Array {
  const inputs = new Float32Array(records.length * preparedSize(preparation));
  let filled = 0;
  for (const record of records) {
    preparation.features.forEach((feature, i) => {
      const field = record.fields[columns[i] ?? 0] ?? "";
      filled = writeFeature(feature, field, record.row, inputs, filled);
    });
  }
  return inputs;
}

/** Targets of records whose column `column` holds the label. */
export function prepareTargets(preparation: Preparation, records: readonly CsvRecord[], column: number): StoredTargets {
  const { label } = preparation;
  const fields = records.map(({ row, fields: all }) => {
    const field = (all[column] ?? "").trim();
    if (isMissing(field)) {
      throw new ChainruleError("data.missingValue", { row, column: label.name, received: field, label: true });
    }
    return { row, field };
  });
  if (label.kind === "value") {
    return {
      kind: "value",
      values: Float32Array.from(fields, ({ row, field }) => readNumber(field, row, label.name)),
      shape: [],
    };
  }
  const { classNames } = label;
  const indices = new Map(classNames.map((name, index) => [name, index]));
  const values = Int32Array.from(fields, ({ row, field }) => {
    const index = indices.get(field);
    if (index !== undefined) return index;
    throw new ChainruleError("data.unknownCategory", { row, column: label.name, received: field, choices: classNames });
  });
  return { kind: "class", values, classCount: classNames.length, classNames };
}

function writeFeature(feature: Feature, field: string, row: number, inputs: Float32Array, offset: number): number {
  const column = feature.name;
  const { fill } = feature;
  const missing = isMissing(field);
  if (missing && fill === undefined) {
    throw new ChainruleError("data.missingValue", { row, column, received: field.trim(), label: true });
  }
  if (feature.kind === "number") {
    const value = missing ? Number(fill) : readNumber(field, row, column);
    const prepared = Math.fround((value - feature.mean) / feature.deviation);
    if (!Number.isFinite(prepared)) {
      throw new ChainruleError("data.cellNotANumber", { row, column, received: field });
    }
    inputs[offset] = prepared;
    return offset + 1;
  }
  const category = missing ? String(fill) : field.trim();
  const index = feature.categories.indexOf(category);
  if (index < 0) {
    throw new ChainruleError("data.unknownCategory", { row, column, received: category, choices: feature.categories });
  }
  inputs[offset + index] = 1;
  return offset + feature.categories.length;
}
