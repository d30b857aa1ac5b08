import type { graph as source } from "../en/graph.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 构建计算图时发现的错误。 */
export const graph: Translation<typeof source> = {
  "graph.broadcast": (p) => ({
    subject: p.op,
    expected: "形状必须能够广播（从最后一轴起，大小相等或其一为 1）",
    received: p.received,
  }),
  "graph.type": (p) => ({ subject: p.op, expected: `元素类型必须是 ${p.expected}`, received: p.received }),
  "graph.innerDimensions": (p) => ({ subject: p.op, expected: "内侧维度必须相等", received: p.received }),
  "graph.rank": (p) => ({ subject: p.op, expected: `轴数必须是 ${p.expected}`, received: p.received }),
  "graph.axis": (p) => ({
    subject: p.op,
    expected: p.rank === 0 ? "标量没有轴" : `轴必须是 ${-p.rank} 到 ${p.rank - 1} 的整数`,
    received: String(p.axis),
  }),
  "graph.elementCount": (p) => ({
    subject: p.op,
    expected: `元素个数必须保持为 ${p.expected}`,
    received: `${p.received}（${p.shapes}）`,
  }),
  "graph.attribute": (p) => ({ subject: p.op, expected: `${p.name} 必须是 ${p.expected}`, received: p.received }),
  "graph.finiteNumber": (p) => ({
    subject: p.op,
    expected: `${p.name} 必须是有限的数`,
    received: p.received,
  }),
  "graph.raggedValue": (p) => ({
    subject: p.subject,
    expected: `嵌套数组在每个轴上长度必须一致；${p.index} 必须有 ${p.expected} 个`,
    received: String(p.received),
  }),
  "graph.duplicateName": (p) => ({
    subject: p.name,
    expected: "同一计算图中输入和参数的名称不得重复",
    received: `两个 "${p.name}"`,
  }),
  "graph.unknownName": (p) => ({
    subject: p.subject,
    expected: "名称必须在计算图中",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "graph.repeatedAxis": (p) => ({ subject: p.op, expected: "每个轴只能列出一次", received: p.received }),
  "graph.permutation": (p) => ({ subject: p.op, expected: `axes 必须把 ${p.rank} 个轴各列一次`, received: p.received }),
  "graph.broadcastTo": (p) => ({ subject: p.op, expected: `形状必须能够广播为 ${p.expected}`, received: p.received }),
  "graph.mustHaveShape": (p) => ({ subject: p.op, expected: `形状必须是 ${p.expected}`, received: p.received }),
  "graph.wholeNumber": (p) => ({
    subject: p.op,
    expected: `${p.name} 必须是不小于 ${p.least} 的整数`,
    received: p.received,
  }),
  "graph.matchingSizes": (p) => ({
    subject: p.op,
    expected: `除第 ${p.axis} 轴外，各形状必须一致`,
    received: p.received,
  }),
  "graph.onePerAxis": (p) => ({
    subject: p.op,
    expected: `${p.name} 必须为 ${p.rank} 个轴各给一项`,
    received: p.received,
  }),
  "graph.sliceStep": (p) => ({ subject: p.op, expected: "步长必须是不为 0 的整数", received: p.received }),
  "graph.splitSizes": (p) => ({
    subject: p.op,
    expected: `各部分之和必须等于该轴大小 ${p.size}`,
    received: p.received,
  }),
  "graph.channels": (p) => ({
    subject: p.op,
    expected: `输入必须有 ${p.expected} 个通道（权重第 1 轴 × groups）`,
    received: p.received,
  }),
  "graph.attention": (p) => ({
    subject: p.op,
    expected: "形状必须是 q […, 查询, D]、k […, 键, D]、v […, 键, 宽度]，掩码与偏置为 […, 查询, 键]",
    received: p.received,
  }),
  "graph.rotary": (p) => ({
    subject: p.op,
    expected: "最后一个轴的大小必须是偶数，且每一行对应一个位置",
    received: p.received,
  }),
  "graph.groups": (p) => ({
    subject: p.op,
    expected: `通道数和滤波器数必须是 groups = ${p.groups} 的倍数`,
    received: p.received,
  }),
  "graph.window": (p) => ({
    subject: p.op,
    expected: `窗口 ${p.window} 必须放得进填充后的图像`,
    received: p.received,
    hint: "请增大填充或减小窗口",
  }),
  "graph.poolPadding": (p) => ({ subject: p.op, expected: "填充不得超过窗口的一半", received: p.received }),
  "graph.samePadding": (p) => ({ subject: p.op, expected: '填充为 "same" 时步幅必须是 1', received: p.received }),
  "graph.probability": (p) => ({ subject: p.op, expected: `${p.name} 必须不小于 0 且小于 1`, received: p.received }),
  "graph.notEmpty": (p) => ({ subject: p.op, expected: "至少要给一个张量", received: "[]" }),
  "graph.notScalar": (p) => ({
    subject: p.op,
    expected: "被求导的必须是标量",
    received: p.received,
    hint: "请先归约，或给出 dy",
  }),
  "graph.independent": (p) => ({
    subject: p.op,
    expected: `"${p.of}" 必须依赖于 "${p.name}"`,
    received: "两者之间没有路径",
  }),
  "graph.squeezedAxis": (p) => ({ subject: p.op, expected: `第 ${p.axis} 轴的大小必须是 1`, received: p.received }),
  "graph.embedFits": (p) => ({ subject: p.op, expected: `张量不得超出 ${p.expected}`, received: p.received }),
  "graph.scanSteps": (p) => ({
    subject: p.op,
    expected: "各序列第一轴的长度必须相同且至少为 1（没有序列时必须给出 steps）",
    received: p.received,
  }),
  "graph.scanCarries": (p) => ({
    subject: p.op,
    expected: `step 返回的状态个数必须与传入的相同，即 ${p.expected} 个`,
    received: String(p.received),
  }),
};
