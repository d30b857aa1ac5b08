import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults in data sets and the files they come from. */
export const data = {
  "data.empty": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "must hold at least one example",
    received: "none",
  }),
  "data.raggedArray": (p: { subject: string; index: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `nested arrays must have one length along each axis; ${p.index} must be ${p.expected}`,
    received: p.received,
  }),
  "data.notANumber": (p: { subject: string; index: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `every value must be a finite number; ${p.index} is not`,
    received: p.received,
  }),
  "data.size": (p: { subject: string; shape: string; expected: number; received: number }): Wording => ({
    subject: p.subject,
    expected: `examples of shape ${p.shape} need a multiple of ${p.expected} values`,
    received: String(p.received),
  }),
  "data.lengths": (p: { inputs: number; targets: number }): Wording => ({
    subject: "dataset",
    expected: "inputs and targets must have the same number of examples",
    received: `${p.inputs} inputs and ${p.targets} targets`,
  }),
  "data.option": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must be ${p.expected}`,
    received: p.received,
  }),
  "data.wholeNumber": (p: { index: string; received: string }): Wording => ({
    subject: "inputs",
    expected: `every token must be a whole number below 2³¹; ${p.index} is not`,
    received: p.received,
  }),
  "data.classRange": (p: {
    index: number;
    position?: number | undefined;
    classCount: number;
    received: number;
  }): Wording => ({
    subject: `target of example ${p.index}${p.position === undefined ? "" : `, position ${p.position}`}`,
    expected: `class must be a whole number from 0 to ${p.classCount - 1}${p.position === undefined ? "" : ", or -1 where it does not count"}`,
    received: String(p.received),
  }),
  "data.allIgnored": (): Wording => ({
    subject: "targets",
    expected: "at least one position must count",
    received: "-1 alone",
  }),
  "data.windowsOverlap": (): Wording => ({
    subject: "split",
    expected: "examples must have no tokens in common, or the test part would not be held out",
    received: "windows that overlap",
    hint: "divide the text first, and make windows of each part",
  }),
  "data.inputType": (p: { subject: string; expected: "f32" | "i32"; received: string }): Wording => ({
    subject: p.subject,
    expected:
      p.expected === "i32"
        ? "the model's input is tokens (i32), so the data's inputs must be too"
        : "the model's input is numbers (f32), so the data's inputs must be too",
    received: p.received,
    hint: `make the data set with inputType: "${p.expected}"`,
  }),
  "data.inputRange": (p: {
    subject: string;
    example: number;
    place: number;
    min: number;
    max: number;
    received: number;
  }): Wording => ({
    subject: `${p.subject}, example ${p.example}, place ${p.place}`,
    expected: `must be a whole number from ${p.min} to ${p.max}`,
    received: String(p.received),
    hint: "an embedding has one row for each of these; other tokens need an unknown token or a larger embedding",
  }),
  "data.oneClass": (p: { className: string }): Wording => ({
    subject: "targets",
    expected: "training needs examples of at least two classes",
    received: `only ${p.className}`,
  }),
  "data.exampleIndex": (p: { length: number; received: number }): Wording => ({
    subject: "dataset",
    expected: `example must be a whole number from 0 to ${p.length - 1}`,
    received: String(p.received),
  }),
  "data.batchSize": (p: { name: string; expected: number; received: number }): Wording => ({
    subject: "batch",
    expected: `${p.name} must have room for ${p.expected} values`,
    received: String(p.received),
  }),
  "data.splitEmpty": (p: { length: number; received: string }): Wording => ({
    subject: "split",
    expected: `both parts of ${p.length} examples must hold at least one`,
    received: `test: ${p.received}`,
  }),
  "data.gzip": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "gzip data must be whole and undamaged",
  }),
  "data.gzipLimit": (p: { subject: string; limitBytes: number }): Wording => ({
    subject: p.subject,
    expected: `decompressed data must not exceed ${p.limitBytes} bytes`,
  }),
  "data.idxHeader": (p: { subject: string; expectedBytes: number; received: number }): Wording => ({
    subject: p.subject,
    expected: `IDX header must have ${p.expectedBytes} bytes`,
    received: `a file of ${p.received}`,
  }),
  "data.idxMagic": (p: { subject: string; received: string }): Wording => ({
    subject: p.subject,
    expected: "an IDX file begins with 00 00, an element type of 08, 09, 0B, 0C, 0D or 0E, and the number of axes",
    received: p.received,
  }),
  "data.idxSize": (p: { subject: string; shape: string; expected: string; received: number }): Wording => ({
    subject: p.subject,
    expected: `an IDX file of shape ${p.shape} must have ${p.expected} bytes`,
    received: String(p.received),
  }),
  "data.idxRank": (p: { subject: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `IDX array must have shape ${p.expected}`,
    received: p.received,
  }),
  "data.csvEncoding": (): Wording => ({ subject: "CSV", expected: "text must be valid UTF-8" }),
  "data.csvQuote": (p: { row: number; textLine: number; fault: "unclosed" | "stray" }): Wording => ({
    subject: `CSV row ${p.row}`,
    expected:
      p.fault === "unclosed"
        ? `the quote opened in line ${p.textLine} must be closed`
        : `a quoted field must end at its closing quote (line ${p.textLine})`,
  }),
  "data.raggedRow": (p: { row: number; expected: number; received: number }): Wording => ({
    subject: `CSV row ${p.row}`,
    expected: `every row must have ${p.expected} fields`,
    received: String(p.received),
  }),
  "data.duplicateColumn": (p: { name: string }): Wording => ({
    subject: "CSV header",
    expected: "names of columns must differ",
    received: `"${p.name}" twice`,
  }),
  "data.unknownColumn": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "column",
    expected: "must be in the table",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "data.noFeatures": (): Wording => ({ subject: "CSV", expected: "there must be a column beside the label" }),
  "data.missingValue": (p: { row: number; column: string; received: string; label: boolean }): Wording => ({
    subject: `row ${p.row}, column "${p.column}"`,
    expected: "value must not be missing",
    received: p.received === "" ? "nothing" : `"${p.received}"`,
    hint: p.label ? undefined : "name an imputation (mean, median, mostFrequent or a number) to fill it in",
  }),
  "data.cellNotANumber": (p: { row: number; column: string; received: string }): Wording => ({
    subject: `row ${p.row}, column "${p.column}"`,
    expected: "value must be a finite number",
    received: `"${p.received}"`,
  }),
  "data.mixedColumn": (p: { row: number; column: string; received: string }): Wording => ({
    subject: `row ${p.row}, column "${p.column}"`,
    expected: "most values of this column are numbers, so all must be",
    received: `"${p.received}"`,
    hint: "declare the column a category if it is one",
  }),
  "data.tooManyCategories": (p: { column: string; most: number; received: number }): Wording => ({
    subject: `column "${p.column}"`,
    expected: `a column of text must have at most ${p.most} different values`,
    received: String(p.received),
    hint: "ignore the column, or declare it a category",
  }),
  "data.noValues": (p: { column: string }): Wording => ({
    subject: `column "${p.column}"`,
    expected: "the training part must have at least one value to fill in from",
    received: "none",
  }),
  "data.imputeText": (p: { column: string; received: string }): Wording => ({
    subject: `column "${p.column}"`,
    expected: "missing values of a category can only be filled in by mostFrequent",
    received: p.received,
  }),
  "data.unknownCategory": (p: {
    row: number;
    column: string;
    received: string;
    choices: readonly string[];
  }): Wording => ({
    subject: `row ${p.row}, column "${p.column}"`,
    expected: "value must be one seen in the training data",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "data.columnCount": (p: { row: number; columns: readonly string[]; received: number }): Wording => ({
    subject: `row ${p.row}`,
    expected: `must have ${p.columns.length} values (${p.columns.join(", ")})`,
    received: String(p.received),
  }),
  "data.preparation": (p: { key: string; expected: string; received: string }): Wording => ({
    subject: "preparation",
    expected: `${p.key} must be ${p.expected}`,
    received: p.received,
  }),
};
