import { type Command, defineCommand } from "../commandLine/command.ts";
import { textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { parseConfigText } from "../config/configSource.ts";
import { parseConfig } from "../config/trainingConfig.ts";
import { durationText, percentText } from "../terminal/numberText.ts";
import { startTexts } from "../texts/startTexts.ts";
import { digitLines } from "../training/digitLines.ts";
import { trainRun } from "../training/trainRun.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";
import { interruptedCode } from "./train.ts";

/** LeNet-5 with tanh and average pooling; see LeCun et al., "Gradient-based learning applied to document recognition", 1998. */
function lenetConfig(epochs: number, seed: number): string {
  return `
name: lenet-mnist
data: { dataset: mnist }
model:
  - conv2d: { filters: 6, kernel: 5, padding: 2 }
  - tanh
  - averagePool2d: 2
  - conv2d: { filters: 16, kernel: 5 }
  - tanh
  - averagePool2d: 2
  - flatten
  - linear: 120
  - tanh
  - linear: 84
  - tanh
  - linear: 10
loss: crossEntropy
optimizer:
  sgd: { learningRate: { cosineDecay: { rate: 0.05, duration: ${epochs * stepsPerEpoch} } }, momentum: 0.9 }
metrics: [accuracy]
epochs: ${epochs}
batchSize: 64
seed: ${seed}
`;
}

/** 60,000 examples in batches of 64. */
const stepsPerEpoch = 938;

/** Trains LeNet-5 on all of MNIST and shows what it learned. */
export const startCommand: Command = defineCommand({
  name: "start",
  summary: {
    en: "Train LeNet-5 on 60,000 handwritten digits and see what it learned.",
    zh: "用 60,000 个手写数字训练 LeNet-5 并查看结果。",
  },
  arguments: [],
  flags: {
    out: textFlag("DIR", { en: "folder of the run (default: runs/NAME-…)", zh: "运行文件夹（默认 runs/名称-…）" }),
    epochs: wholeNumberFlag(1, { en: "passes over the data (default 5)", zh: "训练轮数（默认 5）" }),
    seed: wholeNumberFlag(0, { en: "seed of everything random (default 1)", zh: "随机种子（默认 1）" }),
    ...sessionFlags,
  },
  examples: [
    { line: "start", meaning: { en: "Train and look", zh: "训练并查看" } },
    { line: "start --epochs 1 --lang zh", meaning: { en: "One epoch, in Chinese", zh: "只训练一轮，使用中文" } },
  ],
  run: async ({ flags, language, terminal, isJson }) => {
    const texts = startTexts[language];
    const text = lenetConfig(flags.epochs ?? 5, flags.seed ?? 1);
    const config = parseConfig(parseConfigText(text, "lenet-mnist.yaml", terminal.folder));
    if (!isJson) terminal.out(`${texts.welcome}\n\n`);
    const started = performance.now();
    const trained = await trainRun({
      config,
      out: flags.out,
      resume: undefined,
      session: sessionOptions(flags),
      terminal,
      language,
      isJson,
    });
    if (trained === undefined) return interruptedCode;
    if (isJson) return 0;
    const { test, folder, data, outputs } = trained;
    const accuracy = test?.metrics["accuracy"];
    const count = data.test?.length ?? 0;
    if (typeof accuracy === "number") {
      terminal.out(
        `\n${texts.score(percentText(accuracy), String(Math.round(accuracy * count)), String(count), durationText(performance.now() - started))}\n`,
      );
    }
    if (data.test !== undefined && outputs !== undefined)
      terminal.out(`\n${texts.digits}\n${digitLines(data.test, outputs, terminal, language).join("\n")}\n`);
    terminal.out(`\n${texts.next(folder.name)}\n`);
    return 0;
  },
});
