import { type Command, defineCommand } from "../commandLine/command.ts";
import { wholeNumberFlag } from "../commandLine/flag.ts";
import { loadData } from "../data/loadData.ts";
import { configOrRun } from "../run/configOrRun.ts";
import { padToWidth } from "../terminal/padToWidth.ts";
import { buildModel } from "../training/buildModel.ts";
import { checkModel } from "../training/checkModel.ts";
import { finishedModel } from "../training/finishedModel.ts";

/** Below it a gradient is right, unless a kink lies near. */
const right = 1e-6;
/** Above it a gradient is wrong. */
const wrong = 1e-3;

const texts = {
  right: { en: "right", zh: "正确" },
  near: { en: "doubtful: a kink (relu, max) may lie near", zh: "存疑：附近可能有折点（relu、max）" },
  wrong: { en: "wrong", zh: "错误" },
  about: {
    en: "largest relative error of each parameter's gradient against central differences, in f64",
    zh: "每个参数的梯度与中心差分的最大相对误差（f64）",
  },
} as const;

/** Holds the gradients of a model against finite differences. */
export const checkCommand: Command = defineCommand({
  name: "check",
  summary: { en: "Check a model's gradients against finite differences.", zh: "用有限差分检查模型的梯度。" },
  arguments: [{ name: "CONFIG|RUN", isRequired: true }],
  flags: {
    examples: wholeNumberFlag(1, {
      en: "examples in the batch that is checked (default 4)",
      zh: "用于检查的样本数（默认 4）",
    }),
    elements: wholeNumberFlag(1, {
      en: "elements tried of each parameter (default 16)",
      zh: "每个参数尝试的元素数（默认 16）",
    }),
  },
  examples: [
    { line: "check digits.yaml", meaning: { en: "With the first values of the parameters", zh: "用参数的初始值" } },
    {
      line: "check runs/digits-20260102-030405 --json",
      meaning: { en: "With the trained ones, as JSON", zh: "用训练后的值，输出 JSON" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const [name = ""] = values;
    const { config, run } = await configOrRun(name, terminal.folder);
    const data = await loadData(config);
    const { train } = data;
    const model = run === undefined ? buildModel(config, data) : finishedModel(run);
    const reports = checkModel(model, train, {
      loss: config.loss,
      examples: flags.examples ?? 4,
      elements: flags.elements ?? 16,
    });
    if (isJson) {
      for (const { parameter, maxRelativeError } of reports)
        terminal.out(`${JSON.stringify({ parameter, maxRelativeError })}\n`);
    } else {
      const width = Math.max(...reports.map(({ parameter }) => parameter.length));
      terminal.out(`${texts.about[language]}\n`);
      for (const { parameter, maxRelativeError } of reports) {
        const verdict = maxRelativeError < right ? texts.right : maxRelativeError < wrong ? texts.near : texts.wrong;
        terminal.out(`${padToWidth(parameter, width)}  ${maxRelativeError.toExponential(2)}  ${verdict[language]}\n`);
      }
    }
    return reports.every(({ maxRelativeError }) => maxRelativeError < wrong) ? 0 : 1;
  },
});
