import type { learning as source } from "../en/learning.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 层的选项与形状、训练数据、已保存模型中的错误。 */
export const learning: Translation<typeof source> = {
  "learning.option": (p) => ({
    subject: p.subject,
    expected: `${p.name} 必须是${p.expected.zh}`,
    received: p.received,
  }),
  "learning.missingOption": (p) => ({
    subject: p.subject,
    expected: `必须给出 ${p.name}：${p.expected.zh}`,
    received: "什么也没有",
  }),
  "learning.unknownOption": (p) => ({
    subject: p.subject,
    expected: p.choices.length === 0 ? "没有选项" : "必须是已知的选项",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "learning.options": (p) => ({
    subject: p.subject,
    expected: p.choices.length === 0 ? "没有选项" : "选项必须写出名称",
    received: p.received,
    hint: p.choices.length === 0 ? undefined : `选项有：${p.choices.join("、")}`,
  }),
  "learning.unknownEntry": (p) => ({
    subject: p.kind.zh,
    expected: "必须是已知的名称",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "learning.entry": (p) => ({
    subject: p.kind.zh,
    expected: "必须是一个名称，或一个名称加选项，如 { 名称: { … } }",
    received: p.received,
  }),
  "learning.shape": (p) => ({ subject: p.subject, expected: p.expected.zh, received: p.received }),
  "learning.givenValues": (p) => ({
    subject: p.subject,
    expected: `${p.name} 的形状必须是 ${p.expected}`,
    received: p.received,
  }),
  "learning.missingWeight": (p) => ({
    subject: "权重",
    expected: `必须有 "${p.key}"`,
    received: `另外 ${p.choices.length} 个键`,
    hint: choicesHint(p.key, p.choices),
  }),
  "learning.unexpectedWeight": (p) => ({
    subject: "权重",
    expected: "键必须属于该模型",
    received: `"${p.key}"`,
    hint: choicesHint(p.key, p.choices),
  }),
  "learning.weightShape": (p) => ({
    subject: `权重 "${p.key}"`,
    expected: `形状必须是 ${p.expected}`,
    received: p.received,
  }),
  "learning.architecture": (p) => ({
    subject: "model.json",
    expected: `${p.name} 必须是${p.expected.zh}`,
    received: p.received,
  }),
  "learning.tooLarge": (p) => ({
    subject: p.subject,
    expected: `模型的权重总数最多为 ${p.most.toLocaleString("en")} 个（4 GiB）`,
    received: p.shape,
  }),
  "learning.noParameters": (p) => ({ subject: p.subject, expected: "代价至少要依赖一个参数", received: "没有参数" }),
  "learning.cost": (p) => ({ subject: p.subject, expected: "代价必须是一个数（形状 []）", received: p.received }),
  "learning.outputs": (p) => ({
    subject: p.subject,
    expected: `名称必须是模型的名称：${p.expected}`,
    received: p.received,
  }),
  "learning.trainingState": (p) => ({ subject: "训练状态", expected: p.expected.zh, received: p.received }),
  "learning.nonFinite": (p) => ({
    subject: `训练在第 ${p.epoch} 轮、第 ${p.step} 步停止`,
    expected: "损失必须是有限的数",
    received: p.detail.zh,
    hint: "通常可以减小学习率、缩放输入，或使用 clipByGlobalNorm",
  }),
  "learning.wholeSequence": (p) => ({
    subject: p.subject,
    expected: "要逐个位置地继续，只能依赖之前的位置",
    received: "需要整个序列的层",
    hint: "注意力、卷积和 Transformer 块设为因果（causal）时只依赖之前的位置",
  }),
  "learning.tokenModel": (p) => ({
    subject: p.subject,
    expected: `模型必须${p.expected.zh}`,
    received: p.received,
  }),
  "learning.tokens": (p) => ({
    subject: p.subject,
    expected: `${p.place} 必须是词元：0 到 ${p.max} 的整数`,
    received: p.received,
  }),
  "learning.looksAhead": (p) => ({
    subject: p.subject,
    expected: "模型对某个位置的输出不能依赖其后的位置",
    received: "会看到后文的模型",
    hint: "注意力与卷积必须是因果的，循环层必须是单向的",
  }),
  "learning.epochData": (p) => ({
    subject: `第 ${p.epoch} 轮的数据`,
    expected: `样本数和形状必须与第一轮相同：${p.expected}`,
    received: p.received,
  }),
  "learning.busy": (p) => ({ subject: p.subject, expected: "模型不能正在训练", received: p.received.zh }),
};
