import { type Command, defineCommand, usageOf } from "../commandLine/command.ts";
import { textFlag } from "../commandLine/flag.ts";
import { isLanguage } from "../config/dataConfig.ts";
import { type DataDescription, labelOf } from "../data/dataDescription.ts";
import { predictionInputs } from "../data/predictionInputs.ts";
import { textInputs } from "../data/textPredictions.ts";
import type { Truncated } from "../data/tokenRows.ts";
import { CommandError } from "../errors/commandError.ts";
import { type FinishedRun, openFinishedRun } from "../run/loadRun.ts";
import { lossText, percentText } from "../terminal/numberText.ts";
import { trainingTexts } from "../texts/trainingTexts.ts";
import { classProbabilities } from "../training/classProbabilities.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { rowOf } from "../training/runPictures.ts";
import { foretell } from "./foretell.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

/** Gives a model's outputs for new examples, with the names of their classes; of a language model, the next tokens. */
export const predictCommand: Command = defineCommand({
  name: "predict",
  summary: { en: "Predict for new examples with a run's model.", zh: "用运行得到的模型预测新样本。" },
  arguments: [{ name: "RUN", isRequired: true }],
  flags: {
    input: textFlag("FILE|JSON", {
      en: "JSON, or a .json, .csv or IDX file; tables as rows or as objects by column",
      zh: "JSON，或 .json、.csv、IDX 文件；表格可写成行或按列名的对象",
    }),
    text: textFlag("TEXT", {
      en: "a text to be judged; of a language model, to be continued",
      zh: "要判断的文本；语言模型则给出其后的词元",
    }),
    ...sessionFlags,
  },
  examples: [
    {
      line: "predict runs/xor --input '[[0,1],[1,1]]'",
      meaning: { en: "Two examples written out", zh: "直接写出两个样本" },
    },
    {
      line: `predict runs/flowers --input '{"petalLength":1.4,"petalWidth":0.2}' --json`,
      meaning: { en: "One row of a table by column, answered as JSON", zh: "按列名给出一行，以 JSON 回答" },
    },
    {
      line: "predict runs/digits --input t10k-images-idx3-ubyte",
      meaning: { en: "Images of an IDX file", zh: "IDX 文件中的图像" },
    },
    {
      line: 'predict runs/spam --text "You have won a prize"',
      meaning: { en: "The class of a text, and how likely it is", zh: "一段文本的类别及其概率" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const { input, text } = flags;
    const given = text !== undefined ? { text } : input !== undefined ? { input } : undefined;
    if (given === undefined) {
      const usage = usageOf(predictCommand);
      throw new CommandError("commandLine.missingFlag", { command: "predict", flag: "--input", usage });
    }
    if (input !== undefined && text !== undefined)
      throw new CommandError("commandLine.notTogether", { first: "--text", second: "--input" });
    const run = openFinishedRun(values[0] ?? "", terminal.folder);
    if (isLanguage(run.config.data)) {
      if (text === undefined) throw new CommandError("run.wantsText", { run: run.folder.name });
      await foretell({ run, text, session: sessionOptions(flags), language, terminal, isJson });
      return 0;
    }
    const { values: inputs, count, truncated } = await readInputs(run, given, terminal.folder);
    if (truncated !== undefined) terminal.err(`${trainingTexts[language].truncated(truncated)}\n`);
    const { data, shape } = await finishedModel(run).predict(inputs, sessionOptions(flags));
    const outputCount = shape.slice(1).reduce((product, size) => product * size, 1);
    const outputs = Array.from({ length: count }, (_, i) => rowOf({ values: data, outputCount }, i));
    const answers = outputs.map((row) => answerOf(row, run));
    if (isJson) {
      const labels = answers.flatMap(({ label }) => (label === undefined ? [] : [label]));
      const probabilities = answers.flatMap((one) => (one.probabilities === undefined ? [] : [one.probabilities]));
      terminal.out(
        `${JSON.stringify({ outputs, labels, ...(probabilities.length === 0 ? {} : { probabilities, classes: classesOf(run.description) }) })}\n`,
      );
      return 0;
    }
    outputs.forEach((row, i) => {
      const { label, probabilities } = answers[i] ?? {};
      const chance = probabilities === undefined ? "" : ` (${percentText(Math.max(...probabilities))})`;
      const numbers = row.map((value) => lossText(value)).join(" ");
      terminal.out(`${i + 1}: ${label === undefined ? "" : `${label}${chance}  `}[${numbers}]\n`);
    });
    return 0;
  },
});

async function readInputs(
  run: FinishedRun,
  given: { readonly text: string } | { readonly input: string },
  startFolder: string,
): Promise<{
  readonly values: Float32Array | Int32Array;
  readonly count: number;
  readonly truncated: Truncated | undefined;
}> {
  if (run.config.data.kind === "labelled") {
    const { inputs, count, truncated } = textInputs(run, given, startFolder);
    return { values: inputs.values, count, truncated };
  }
  if ("text" in given) throw new CommandError("run.noTexts", { run: run.folder.name });
  return { ...(await predictionInputs(given.input, run.description, startFolder)), truncated: undefined };
}

interface Answer {
  readonly label: string | number | undefined;
  /** In the order of the classes; `undefined` where the loss does not say what outputs mean. */
  readonly probabilities: readonly number[] | undefined;
}

function answerOf(row: readonly number[], { description, config }: FinishedRun): Answer {
  const label = labelOf(row, description);
  return { label, probabilities: label === undefined ? undefined : classProbabilities(row, config.loss) };
}

function classesOf({ targets }: DataDescription): readonly (string | number)[] {
  if (targets.kind !== "class") return [];
  return targets.classNames ?? Array.from({ length: targets.classCount }, (_, index) => index);
}
