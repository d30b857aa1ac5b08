import { booleanOption, choiceOption, makeOption, type OptionSpec, optional } from "@chainrule/core";
import { text } from "./fields.ts";

/** A column of a table: its name, or its place from 0 (from the end if negative). */
export function columnOption(description: { readonly en: string; readonly zh: string }): OptionSpec<string | number> {
  return makeOption<string | number>(description, {
    expected: { en: "a column's name or place", zh: "列名或位置" },
    schema: { anyOf: [{ type: "string" }, { type: "integer" }] },
    read: (value) =>
      typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value)) ? value : undefined,
  });
}

/** What tables of every kind have: the label, how it is taken, and how the file is read. */
export interface TableColumns {
  readonly label: string | number;
  readonly task?: "classification" | "regression" | undefined;
  readonly header?: boolean | undefined;
  readonly delimiter?: string | undefined;
  readonly stratified?: boolean | undefined;
}

export const tableColumns: { readonly [Key in keyof TableColumns]-?: OptionSpec<Required<TableColumns>[Key]> } = {
  label: columnOption({
    en: "Column to be predicted: its name, or its place from 0 (from the end if negative).",
    zh: "要预测的列：列名，或从 0 起的位置（负数从末尾数）。",
  }),
  task: optional(
    choiceOption(["classification", "regression"], {
      en: "Default: classification if labels are text or few whole numbers.",
      zh: "默认：标签为文本或少量整数时为分类。",
    }),
  ),
  header: optional(
    booleanOption({
      en: "Whether the first row holds names (default: inferred).",
      zh: "第一行是否为列名（默认自动判断）。",
    }),
  ),
  delimiter: optional(text({ en: "One character (default: inferred).", zh: "一个字符（默认自动判断）。" })),
  stratified: optional(
    booleanOption({ en: "Whether every class is split in the same proportion.", zh: "划分时各类别是否同比例。" }),
  ),
};
