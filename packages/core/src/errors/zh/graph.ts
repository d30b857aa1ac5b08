import type { graph as source } from "../en/graph.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 构建计算图时发现的错误。 */
export const graph: Translation<typeof source> = {
  "graph.shape": (p) => ({ subject: p.op, expected: p.expected, received: p.received, hint: p.hint }),
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
};
