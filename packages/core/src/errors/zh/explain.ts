import type { explain as source } from "../en/explain.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 解释训练步骤、检查推导时发现的错误。 */
export const explain: Translation<typeof source> = {
  "explain.cost": (p) => ({
    subject: p.subject,
    expected: "要解释的代价必须是 f32 类型的标量",
    received: p.received,
    hint: "请先归约，例如用 sum 或 mean",
  }),
  "explain.stepNumber": (p) => ({
    subject: "explain",
    expected: "更新的序号必须是不小于 1 的整数",
    received: p.received,
  }),
  "explain.noStep": (p) => ({
    subject: "explain",
    expected: "解释后面的更新需要训练步骤；请给出 step: minimize(cost, optimizer)",
    received: `只有 stepNumber ${p.received}`,
  }),
  "explain.notFinite": (p) => ({
    subject: p.name,
    expected: "在要解释的更新之前必须保持有限",
    received: `第 ${p.received} 次更新出现非有限数`,
    hint: `请解释第 ${p.received} 次更新，或减小学习率`,
  }),
  "explain.unknownNode": (p) => ({
    subject: "explain",
    expected: "节点必须在代价的计算图中",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "explain.index": (p) => ({
    subject: p.name,
    expected: `索引必须在形状 ${p.shape} 之内，从 ${p.first} 到 ${p.last}`,
    received: p.received,
  }),
  "explain.choice": (p) => ({
    subject: "explain",
    expected: `${p.name} 必须是下列之一：${p.choices.join("、")}`,
    received: `"${p.received}"`,
  }),
  "explain.digits": (p) => ({
    subject: "explain",
    expected: 'digits 必须是 0 到 17 的整数，或 "full"',
    received: p.received,
  }),
  "explain.example": (p) => ({
    subject: "explain",
    expected: `样本必须是 0 到 ${p.count - 1} 的整数，或 all`,
    received: `"${p.received}"`,
  }),
  "explain.room": (p) => ({
    subject: "explain",
    expected: `要保留的数值必须能放进 ${p.most}`,
    received: p.received,
    hint: "请减少要解释的样本",
  }),
  "explain.noGradient": (p) => ({
    subject: p.name,
    expected: "梯度只流向参数与代价之间的节点",
    received: `"${p.name}"，没有梯度流向它`,
    hint: choicesHint(p.name, p.choices),
  }),
  "explain.unknownGradient": (p) => ({
    subject: "checkDerivation",
    expected: "梯度必须以参数命名，前面可加 d",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
};
