import { summaryText } from "@chainrule/core";
import { type Command, defineCommand } from "../commandLine/command.ts";
import { loadData } from "../data/loadData.ts";
import { configOrRun } from "../run/configOrRun.ts";
import { buildModel } from "../training/buildModel.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

/** Shows a model's layers, shapes, parameters, multiply-adds and planned memory. */
export const summaryCommand: Command = defineCommand({
  name: "summary",
  summary: { en: "Show a model's layers, shapes, parameters and memory.", zh: "显示模型的层、形状、参数和内存。" },
  arguments: [{ name: "CONFIG|RUN", isRequired: true }],
  flags: sessionFlags,
  examples: [
    { line: "summary digits.yaml", meaning: { en: "Before training", zh: "训练之前" } },
    {
      line: "summary runs/digits-20260102-030405 --json",
      meaning: { en: "Of a run, as JSON", zh: "某个运行，输出 JSON" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const [name = ""] = values;
    const { config, run } = await configOrRun(name, terminal.folder);
    const model = run === undefined ? buildModel(config, await loadData(config)) : finishedModel(run);
    const summary = await model.summary({ batchSize: config.batchSize, ...sessionOptions(flags) });
    terminal.out(isJson ? `${JSON.stringify(summary)}\n` : `${summaryText(summary, { language })}\n`);
    return 0;
  },
});
