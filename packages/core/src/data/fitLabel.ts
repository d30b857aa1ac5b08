import { isMissing, numberIn } from "./cell.ts";
import type { Label } from "./preparation.ts";
import type { Table } from "./table.ts";

const mostIntegerClasses = 20;

/**
 * What a label column holds: classes in order if its fields are text or few whole numbers, else numbers.
 *
 * @param task - the answer, where it is known
 */
export function fitLabel(table: Table, column: number, task: "classification" | "regression" | undefined): Label {
  const name = table.columns[column] ?? "";
  const fields = table.records
    .map((record) => (record.fields[column] ?? "").trim())
    .filter((field) => !isMissing(field));
  const distinct = [...new Set(fields)];
  const numbers = distinct.map(numberIn);
  const allNumbers = numbers.every((value) => value !== undefined);
  const fewIntegers =
    numbers.every((value) => Number.isInteger(value)) &&
    distinct.length <= Math.min(mostIntegerClasses, Math.max(2, fields.length / 2));
  const classification = task === undefined ? !allNumbers || fewIntegers : task === "classification";
  if (!classification) return { kind: "value", name };
  const classNames = allNumbers
    ? distinct.sort((a, b) => (numberIn(a) ?? 0) - (numberIn(b) ?? 0) || (a < b ? -1 : 1))
    : distinct.sort();
  return { kind: "class", name, classNames };
}
