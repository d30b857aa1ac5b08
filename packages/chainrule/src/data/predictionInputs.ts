import { resolve } from "node:path";
import {
  flattenNested,
  type NestedValues,
  type Preparation,
  preparedCsvInputs,
  prepareRows,
  type RawValue,
} from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes, readTextFile } from "../run/readFiles.ts";
import { inFile } from "./csvFiles.ts";
import type { DataDescription } from "./dataDescription.ts";
import { readIdxImages } from "./idxFiles.ts";

/**
 * Inputs for prediction: JSON, a `.json` or `.csv` file, or an IDX file of images.
 *
 * @returns row-major numbers, `count` examples of the run's input shape
 * @throws CommandError or ChainruleError if the input is neither, or does not fit the run
 */
export async function predictionInputs(
  input: string,
  description: DataDescription,
  startFolder: string,
): Promise<{ readonly values: Float32Array; readonly count: number }> {
  const { inputShape, preparation } = description;
  const size = inputShape.reduce((product, length) => product * length, 1);
  const isJson = /^\s*[[{]/.test(input);
  const path = resolve(startFolder, input);
  if (isJson || /\.json$/i.test(input)) {
    const json = parseJson(isJson ? input : readTextFile(path, input));
    return inFile("--input", () => fromJson(json, description, size));
  }
  if (/\.(csv|tsv|txt)$/i.test(input)) {
    const bytes = readBytes(path, input);
    if (preparation === undefined)
      throw new CommandError("data.notFitting", { expected: shapeText(inputShape), received: input });
    const values = inFile(input, () => preparedCsvInputs(bytes, preparation));
    return { values, count: values.length / size };
  }
  const read = await readIdxImages(readBytes(path, input), input, description.byteScale ?? { scale: 1, offset: 0 });
  if (shapeText(read.shape) !== shapeText(inputShape)) {
    throw new CommandError("data.inputShape", {
      subject: input,
      expected: shapeText(inputShape),
      received: shapeText(read.shape),
    });
  }
  return { values: read.values, count: read.values.length / size };
}

/** @throws CommandError if the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(
      "data.inputJson",
      { reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

function fromJson(json: unknown, description: DataDescription, size: number): { values: Float32Array; count: number } {
  const { preparation, inputShape } = description;
  if (preparation !== undefined) {
    const rows = rowsOf(json, preparation, "--input");
    return { values: prepareRows(preparation, rows), count: rows.length };
  }
  if (!isNested(json)) throw new CommandError("data.inputJson", { reason: shapeText(inputShape) });
  const flat = flattenNested(json, "input");
  const [count = 0, ...inner] = flat.shape;
  if (shapeText(flat.shape) === shapeText(inputShape)) return { values: Float32Array.from(flat.values), count: 1 };
  if (shapeText(inner) !== shapeText(inputShape) || count === 0) {
    throw new CommandError("data.inputShape", {
      subject: "--input",
      expected: shapeText(inputShape),
      received: shapeText(inner),
    });
  }
  return { values: Float32Array.from(flat.values), count: flat.values.length / size };
}

/** Rows of a table: lists in the columns' order, or objects by column; one row or many. `place` is named in errors. */
export function rowsOf(json: unknown, preparation: Preparation, place: string): readonly (readonly RawValue[])[] {
  const list: readonly unknown[] =
    Array.isArray(json) && json.some((item) => typeof item === "object" && item !== null) ? json : [json];
  return list.map((row) => {
    if (Array.isArray(row)) return row.map(rawValue);
    if (!isMapping(row)) throw new CommandError("data.inputJson", { reason: JSON.stringify(row) });
    const columns = preparation.features.map((feature) => feature.name);
    const known = [...columns, preparation.label.name];
    for (const key of Object.keys(row)) {
      if (!known.includes(key))
        throw new CommandError("config.unknownKey", { place, path: "", received: key, choices: columns });
    }
    return columns.map((column) => rawValue(row[column]));
  });
}

function rawValue(value: unknown): RawValue {
  if (
    value === null ||
    value === undefined ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  )
    return value;
  throw new CommandError("data.inputJson", { reason: JSON.stringify(value) });
}

/** `flattenNested` checks every value as it goes, whatever it is. */
function isNested(value: unknown): value is readonly NestedValues[] {
  return Array.isArray(value);
}

export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
