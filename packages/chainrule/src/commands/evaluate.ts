import { type Command, defineCommand } from "../commandLine/command.ts";
import { textFlag } from "../commandLine/flag.ts";
import { evaluationData } from "../data/evaluationData.ts";
import { openFinishedRun } from "../run/loadRun.ts";
import { trainingTexts } from "../texts/trainingTexts.ts";
import { metricsFor } from "../training/buildModel.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { scoresOf } from "../training/trainModel.ts";
import { figuresText } from "../training/trainRun.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

/** Measures a run on its test part or on other data. */
export const evaluateCommand: Command = defineCommand({
  name: "evaluate",
  summary: { en: "Measure a run on its test part, or on other data.", zh: "在测试部分或其他数据上评估运行。" },
  arguments: [{ name: "RUN", isRequired: true }],
  flags: {
    data: textFlag("DATA", {
      en: "a CSV file, a text, two IDX files IMAGES,LABELS, or a JSON file { inputs, targets } (default: the test part)",
      zh: "CSV 文件、文本文件、两个 IDX 文件“图像,标签”或 JSON 文件 { inputs, targets }（默认为测试部分）",
    }),
    ...sessionFlags,
  },
  examples: [
    {
      line: "evaluate runs/digits-20260102-030405",
      meaning: { en: "The score that train gave", zh: "与训练结束时相同的成绩" },
    },
    {
      line: "evaluate runs/flowers --data more.csv --json",
      meaning: { en: "On another file, as JSON", zh: "在另一个文件上评估，输出 JSON" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const run = openFinishedRun(values[0] ?? "", terminal.folder);
    const { examples, truncated } = await evaluationData(run, flags.data, terminal.folder);
    if (truncated !== undefined) terminal.err(`${trainingTexts[language].truncated(truncated)}\n`);
    const metrics = metricsFor(run.config, examples);
    const figures = await finishedModel(run).evaluate(examples, {
      loss: run.config.loss,
      metrics,
      ...sessionOptions(flags),
    });
    if (isJson) terminal.out(`${JSON.stringify({ test: scoresOf(figures) })}\n`);
    else terminal.out(`${trainingTexts[language].test}: ${figuresText(figures, metrics, language)}\n`);
    return 0;
  },
});
