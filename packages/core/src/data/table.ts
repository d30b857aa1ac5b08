import { ChainruleError } from "../errors/chainruleError.ts";
import { isMissing, numberIn } from "./cell.ts";
import { type CsvOptions, type CsvRecord, parseCsv } from "./csv.ts";

/** Records with names for their columns. */
export interface Table {
  /** Names of the columns: of the header, or `column1`, `column2`, …. */
  readonly columns: readonly string[];
  /** Whether the names came from a header. */
  readonly hasHeader: boolean;
  readonly records: readonly CsvRecord[];
}

/** How {@link readTable} reads. */
export interface TableOptions extends CsvOptions {
  /** Whether the first record holds names. Default: inferred from the types below it. */
  readonly header?: boolean | undefined;
  /** Names that the first record must have to be taken for a header when none of the types tell. */
  readonly expectedColumns?: readonly string[] | undefined;
}

/**
 * Reads CSV into a table of equally long rows.
 *
 * The first record is a header if one of the expected names stands in it, or if its fields differ, none is a number or
 * missing, and a column below holds numbers only. A column without a name is named after its place: `column1`.
 *
 * @throws ChainruleError if there is no data row, a row has more or fewer fields than the first, or a name stands twice
 */
export function readTable(source: string | Uint8Array, options: TableOptions = {}): Table {
  const records = parseCsv(source, options);
  const [first] = records;
  if (first === undefined) throw new ChainruleError("data.empty", { subject: "CSV" });
  const expected = first.fields.length;
  for (const { row, fields } of records) {
    if (fields.length !== expected) {
      throw new ChainruleError("data.raggedRow", { row, expected, received: fields.length });
    }
  }
  const hasHeader = options.header ?? looksLikeHeader(records, options.expectedColumns ?? []);
  const columns = hasHeader
    ? first.fields.map((name, column) => name.trim() || `column${column + 1}`)
    : first.fields.map((_, column) => `column${column + 1}`);
  const twice = columns.find((name, column) => columns.indexOf(name) !== column);
  if (twice !== undefined) throw new ChainruleError("data.duplicateColumn", { name: twice });
  const body = hasHeader ? records.slice(1) : records;
  if (body.length === 0) throw new ChainruleError("data.empty", { subject: "CSV" });
  return { columns, hasHeader, records: body };
}

function looksLikeHeader(records: readonly CsvRecord[], expectedColumns: readonly string[]): boolean {
  const [first, ...rest] = records;
  const names = first?.fields.map((name) => name.trim()) ?? [];
  if (expectedColumns.some((name) => names.includes(name) && numberIn(name) === undefined)) return true;
  if (new Set(names).size !== names.length) return false;
  if (names.some((name) => isMissing(name) || numberIn(name) !== undefined)) return false;
  return names.some((_, column) => {
    const fields = rest.map((record) => record.fields[column] ?? "").filter((field) => !isMissing(field));
    return fields.length > 0 && fields.every((field) => numberIn(field) !== undefined);
  });
}

/**
 * The place of a column that is named, or counted from 0 (from the end if negative).
 *
 * @throws ChainruleError if the table has no such column
 */
export function columnIndex(table: Table, column: string | number): number {
  const { columns } = table;
  const named = columns.indexOf(String(column));
  if (named >= 0) return named;
  const place = typeof column === "number" || /^-?\d+$/.test(column) ? Number(column) : Number.NaN;
  const index = place < 0 ? columns.length + place : place;
  if (Number.isInteger(index) && index >= 0 && index < columns.length) return index;
  throw new ChainruleError("data.unknownColumn", { received: String(column), choices: columns });
}
