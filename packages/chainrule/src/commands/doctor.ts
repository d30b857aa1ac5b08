import { resolve } from "node:path";
import { findingText, type HealthReport, healthText, type Language, type LayerHealth } from "@chainrule/core";
import { type Command, defineCommand } from "../commandLine/command.ts";
import { wholeNumberFlag } from "../commandLine/flag.ts";
import { readConfig } from "../config/readConfig.ts";
import { parseConfig } from "../config/trainingConfig.ts";
import { brief } from "../gallery/outputs.ts";
import { isFolder, openRun } from "../run/loadRun.ts";
import { textTable } from "../terminal/textTable.ts";
import { wrapText } from "../terminal/wrapText.ts";
import { trialTraining } from "../training/trialTraining.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

const widest = 96;

const texts = {
  trial: {
    en: (epochs: number, steps: number) => `trained ${epochs} epochs (${steps} updates) as the configuration says`,
    zh: (epochs: number, steps: number) => `按配置训练了 ${epochs} 轮（${steps} 次更新）`,
  },
  losses: {
    en: (first: string, last: string) => `loss: ${first} → ${last}`,
    zh: (first: string, last: string) => `损失：${first} → ${last}`,
  },
  constant: {
    en: (cost: string) => ` (best answer that is the same for all: ${cost})`,
    zh: (cost: string) => `（对所有样本都相同的最佳答案：${cost}）`,
  },
  columns: {
    en: ["layer", "kind", "‖a‖", "‖∂L/∂a‖", "dead", "saturated", "update / weight"],
    zh: ["层", "类型", "‖a‖", "‖∂L/∂a‖", "失活", "饱和", "更新 / 权重"],
  },
} as const;

/** Trains a model on trial and says what is wrong with it. */
export const doctorCommand: Command = defineCommand({
  name: "doctor",
  summary: { en: "Say why a model does not learn, if it does not.", zh: "诊断模型为何学不好。" },
  arguments: [{ name: "CONFIG|RUN", isRequired: true }],
  flags: {
    epochs: wholeNumberFlag(1, {
      en: "passes over the data (default: the configuration's, but at most about 2000 updates)",
      zh: "训练轮数（默认取配置中的值，但不超过约 2000 次更新）",
    }),
    ...sessionFlags,
  },
  examples: [
    { line: "doctor digits.yaml", meaning: { en: "Train on trial and judge every layer", zh: "试训练并诊断每一层" } },
    {
      line: "doctor runs/digits-20260102-030405 --json",
      meaning: { en: "Repeat a run's training and judge it, as JSON", zh: "重复某次运行的训练并诊断，输出 JSON" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const [name = ""] = values;
    const isRun = isFolder(resolve(terminal.folder, name));
    const config = isRun ? openRun(name, terminal.folder).config : parseConfig(await readConfig(name, terminal.folder));
    const { health, epochs } = await trialTraining(config, { epochs: flags.epochs, session: sessionOptions(flags) });
    if (isJson) for (const line of jsonLines(health, language)) terminal.out(`${JSON.stringify(line)}\n`);
    else {
      const columns = Math.min(widest, Math.max(40, terminal.columns() - 1));
      terminal.out(`${reportText(health, { epochs, language, columns })}\n`);
    }
    return health.findings.some(({ severity }) => severity === "error") ? 1 : 0;
  },
});

function reportText(
  health: HealthReport,
  options: { readonly epochs: number; readonly language: Language; readonly columns: number },
): string {
  const { language, columns } = options;
  const { firstLoss, lastLoss, constantCost, steps } = health;
  const losses = texts.losses[language](brief(firstLoss), brief(lastLoss));
  const constant = constantCost === undefined ? "" : texts.constant[language](brief(constantCost));
  const table = textTable(
    texts.columns[language],
    health.layers.map((layer) => layerRow(layer)),
  );
  return [
    texts.trial[language](options.epochs, steps),
    losses + constant,
    "",
    ...healthText(health, language)
      .split("\n")
      .flatMap((line) => indented(line, columns)),
    "",
    ...table,
  ].join("\n");
}

/** Lines of at most some columns that keep the indent of the first. */
function indented(line: string, columns: number): readonly string[] {
  const [indent = ""] = /^ */.exec(line) ?? [];
  return wrapText(line.trimStart(), columns - indent.length).map((part) => indent + part);
}

function layerRow({ place, outputNorm, gradientNorm, deadShare, saturatedShare, updateRatio }: LayerHealth): string[] {
  const number = (value: number | undefined): string => (value === undefined ? "–" : brief(value));
  const percent = (share: number | undefined): string => (share === undefined ? "–" : `${(100 * share).toFixed(0)} %`);
  const shares = [percent(deadShare), percent(saturatedShare)];
  return [place.key, place.kind, number(outputNorm), number(gradientNorm), ...shares, number(updateRatio)];
}

function jsonLines(health: HealthReport, language: Language): readonly object[] {
  const { findings, layers, learningRate, steps, firstLoss, lastLoss, constantCost } = health;
  return [
    ...findings.map((finding) => ({ kind: "finding", ...finding, ...findingText(finding, language) })),
    ...layers.map((layer) => ({ kind: "layer", ...layer })),
    {
      done: true,
      healthy: findings.length === 0,
      findings: findings.map(({ code }) => code),
      learningRate,
      steps,
      firstLoss,
      lastLoss,
      constantCost,
    },
  ];
}
