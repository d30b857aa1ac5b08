import { resolve } from "node:path";
import type { ExplainLog, Language, ViewOptions } from "@chainrule/core";
import { type Command, defineCommand } from "../commandLine/command.ts";
import { choiceFlag, type Flag, textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { CommandError } from "../errors/commandError.ts";
import { explainStep } from "../explain/explainedStep.ts";
import { toHtml } from "../explain/toHtml.ts";
import { toSvg } from "../explain/toSvg.ts";
import { writeFileAtomically } from "../run/atomicFile.ts";
import type { Terminal } from "../terminal/terminal.ts";

const formats = ["text", "md", "html", "svg", "json"] as const;
type Format = (typeof formats)[number];

/** Digits that tell any two numbers apart. */
const mostDigits = 17;

const digitsFlag: Flag<number> = {
  description: { en: "decimals (default 3), or full", zh: "小数位数（默认 3），或 full" },
  placeholder: "N",
  parse: (written, flag) => {
    if (written === "full") return mostDigits;
    const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
    if (value <= mostDigits) return value;
    const expected = {
      en: `a whole number from 0 to ${mostDigits}, or full`,
      zh: `0 到 ${mostDigits} 的整数，或 full`,
    };
    throw new CommandError("commandLine.flagValue", { flag, expected, received: written });
  },
};

/** Shows every number of one training step. */
export const explainCommand: Command = defineCommand({
  name: "explain",
  summary: {
    en: "Show every number of one training step, forward and backward.",
    zh: "显示一个训练步中前向与反向的每个数。",
  },
  arguments: [{ name: "CONFIG|RUN", isRequired: true }],
  flags: {
    example: textFlag("I|all", {
      en: "one training example, counted from 0, or all (default: all up to 64, else the first)",
      zh: "从 0 数起的一个训练样本，或 all（默认不超过 64 个时为全部，否则为第一个）",
    }),
    step: wholeNumberFlag(1, {
      en: "explain the N-th update, after N − 1 updates on the same data (default 1)",
      zh: "解释第 N 次更新，即在同样数据上更新 N − 1 次之后（默认 1）",
    }),
    node: textFlag("NAME", { en: "only this node, say 0.weight", zh: "只显示该节点，例如 0.weight" }),
    why: textFlag("NAME[I,J]", {
      en: "why one number of a gradient is what it is: its paths and its finite difference",
      zh: "梯度中的某个数为何如此：各条路径与有限差分",
    }),
    format: choiceFlag("text|md|html|svg|json", formats, {
      en: "what to write (default text)",
      zh: "输出格式（默认 text）",
    }),
    digits: digitsFlag,
    out: textFlag("FILE", { en: "write to a file", zh: "写入文件" }),
  },
  examples: [
    { line: "explain or.yaml", meaning: { en: "Every number of the first update", zh: "第一次更新的每个数" } },
    {
      line: "explain or.yaml --example 0 --step 2 --lang zh",
      meaning: { en: "One example, the second update, in Chinese", zh: "一个样本、第二次更新，中文" },
    },
    {
      line: "explain runs/digits --why 0.weight[0,0,2,2]",
      meaning: { en: "One number of a trained filter's gradient", zh: "训练好的滤波器梯度中的一个数" },
    },
    {
      line: "explain xor.yaml --format html --out xor.html",
      meaning: { en: "A page with graph and formulas", zh: "带计算图与公式的网页" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const { node, why, out } = flags;
    const format = isJson ? "json" : (flags.format ?? "text");
    if (node !== undefined && why !== undefined)
      throw new CommandError("commandLine.notTogether", { first: "--node", second: "--why" });
    if (format === "svg" && (node !== undefined || why !== undefined)) {
      throw new CommandError("commandLine.notTogether", {
        first: node === undefined ? "--why" : "--node",
        second: "--format svg",
      });
    }
    const log = await explainStep({
      name: values[0] ?? "",
      folder: terminal.folder,
      example: flags.example,
      stepNumber: flags.step,
    });
    const options = { language, ...(flags.digits === undefined ? {} : { digits: flags.digits }), node, why };
    const text = view(log, format, options, terminal, out === undefined);
    if (out === undefined) terminal.out(text);
    else writeFileAtomically(resolve(terminal.folder, out), text);
    return 0;
  },
});

function view(
  log: ExplainLog,
  format: Format,
  options: ViewOptions & { readonly language: Language },
  terminal: Terminal,
  isShown: boolean,
): string {
  switch (format) {
    case "text": {
      const color = isShown && terminal.isInteractive && terminal.environment["NO_COLOR"] === undefined;
      return log.toText({ ...options, color, width: isShown ? Math.max(40, terminal.columns()) : 100 });
    }
    case "md":
      return log.toMarkdown(options);
    case "html":
      return toHtml(log, options);
    case "svg":
      return toSvg(log, {
        language: options.language,
        ...(options.digits === undefined ? {} : { digits: options.digits }),
      });
    case "json":
      return log.toJsonLines(options);
  }
}
