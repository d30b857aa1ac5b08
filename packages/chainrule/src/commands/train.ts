import { type Command, defineCommand, usageOf } from "../commandLine/command.ts";
import { textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { readConfig } from "../config/readConfig.ts";
import { parseConfig, type TrainingConfig } from "../config/trainingConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { openRun } from "../run/loadRun.ts";
import { trainRun } from "../training/trainRun.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

/** Ended by Ctrl-C, as shells have it: 128 + SIGINT. */
export const interruptedCode = 130;

/** Trains a model as a configuration says, or goes on with a run. */
export const trainCommand: Command = defineCommand({
  name: "train",
  summary: { en: "Train a model as a configuration says.", zh: "按配置训练模型。" },
  arguments: [{ name: "CONFIG", isRequired: false }],
  flags: {
    out: textFlag("DIR", { en: "folder of the run (default: runs/NAME-…)", zh: "运行文件夹（默认 runs/名称-…）" }),
    epochs: wholeNumberFlag(1, {
      en: "passes over the data, instead of the configuration's",
      zh: "训练轮数，代替配置中的值",
    }),
    seed: wholeNumberFlag(0, {
      en: "seed of everything random, instead of the configuration's",
      zh: "随机种子，代替配置中的值",
    }),
    ...sessionFlags,
    resume: textFlag("RUN", { en: "go on with this run exactly where it stopped", zh: "从该运行停下的地方精确继续" }),
  },
  examples: [
    {
      line: "train digits.yaml",
      meaning: { en: "Train; the run's folder is named at the end", zh: "训练；结束时给出运行文件夹" },
    },
    {
      line: "train digits.yaml --epochs 10 --seed 2 --out runs/second",
      meaning: { en: "Other epochs, seed and folder", zh: "改变轮数、种子和文件夹" },
    },
    {
      line: "train --resume runs/second",
      meaning: { en: "Go on after Ctrl-C: the same bits as without it", zh: "Ctrl-C 之后继续：与未中断时逐位相同" },
    },
    {
      line: "train digits.yaml --json > log.jsonl",
      meaning: { en: "One JSON object a line, for programs", zh: "每行一个 JSON 对象，供程序使用" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const [file] = values;
    const { resume } = flags;
    if (file === undefined && resume === undefined) {
      throw new CommandError("commandLine.missingArgument", {
        command: "train",
        name: "CONFIG",
        usage: usageOf(trainCommand),
      });
    }
    if (resume !== undefined) {
      if (file !== undefined)
        throw new CommandError("commandLine.notTogether", { first: "--resume", second: "CONFIG" });
      if (flags.out !== undefined)
        throw new CommandError("commandLine.notTogether", { first: "--resume", second: "--out" });
      if (flags.seed !== undefined)
        throw new CommandError("commandLine.notTogether", { first: "--resume", second: "--seed" });
    }
    const opened = resume === undefined ? undefined : openRun(resume, terminal.folder);
    const read = opened?.config ?? parseConfig(await readConfig(file ?? "", terminal.folder));
    const config: TrainingConfig = { ...read, epochs: flags.epochs ?? read.epochs, seed: flags.seed ?? read.seed };
    const session = sessionOptions(flags);
    const trained = await trainRun({ config, out: flags.out, resume: opened, session, terminal, language, isJson });
    return trained === undefined ? interruptedCode : 0;
  },
});
