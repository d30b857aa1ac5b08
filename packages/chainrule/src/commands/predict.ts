import { type Command, defineCommand, usageOf } from "../commandLine/command.ts";
import { textFlag } from "../commandLine/flag.ts";
import { labelOf } from "../data/dataDescription.ts";
import { predictionInputs } from "../data/predictionInputs.ts";
import { CommandError } from "../errors/commandError.ts";
import { openFinishedRun } from "../run/loadRun.ts";
import { lossText, percentText } from "../terminal/numberText.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { probabilityOf, rowOf } from "../training/runPictures.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

/** Gives a model's outputs for new examples, with the names of their classes. */
export const predictCommand: Command = defineCommand({
  name: "predict",
  summary: { en: "Predict for new examples with a run's model.", zh: "用运行得到的模型预测新样本。" },
  arguments: [{ name: "RUN", isRequired: true }],
  flags: {
    input: textFlag("FILE|JSON", {
      en: "JSON, or a .json, .csv or IDX file; tables as rows or as objects by column",
      zh: "JSON，或 .json、.csv、IDX 文件；表格可写成行或按列名的对象",
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
  ],
  run: async ({ values, flags, terminal, isJson }) => {
    if (flags.input === undefined) {
      throw new CommandError("commandLine.missingFlag", {
        command: "predict",
        flag: "--input",
        usage: usageOf(predictCommand),
      });
    }
    const run = openFinishedRun(values[0] ?? "", terminal.folder);
    const { description, config } = run;
    if (run.tokenizer !== undefined) throw new CommandError("run.isText", { run: run.folder.name });
    const inputs = await predictionInputs(flags.input, description, terminal.folder);
    const { data, shape } = await finishedModel(run).predict(inputs.values, sessionOptions(flags));
    const outputCount = shape.slice(1).reduce((product, size) => product * size, 1);
    const outputs = Array.from({ length: inputs.count }, (_, i) => rowOf({ values: data, outputCount }, i));
    const labels = outputs.map((row) => labelOf(row, description)).filter((label) => label !== undefined);
    if (isJson) {
      terminal.out(`${JSON.stringify({ outputs, labels })}\n`);
      return 0;
    }
    const areLogits = config.loss.kind === "crossEntropy";
    outputs.forEach((row, i) => {
      const label = labels[i];
      const chance = areLogits
        ? ` (${percentText(Math.max(...row.map((_, index) => probabilityOf(row, index))))})`
        : "";
      const numbers = row.map((value) => lossText(value)).join(" ");
      terminal.out(`${i + 1}: ${label === undefined ? "" : `${label}${chance}  `}[${numbers}]\n`);
    });
    return 0;
  },
});
