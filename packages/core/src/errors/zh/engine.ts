import type { engine as source } from "../en/engine.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 编译或运行计算图时遇到的错误。 */
export const engine: Translation<typeof source> = {
  "engine.unknown": (p) => ({
    subject: "引擎",
    expected: "必须是已知的名称",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "engine.missingFeed": (p) => ({ subject: "运行", expected: `必须给出输入 "${p.name}" 的值`, received: "无" }),
  "engine.unknownFeed": (p) => ({
    subject: "运行",
    expected: "给出的值必须以计算图的输入命名",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "engine.feedShape": (p) => ({
    subject: `输入 "${p.name}"`,
    expected: `值的形状必须是 ${p.expected}`,
    received: p.received,
  }),
  "engine.feedElement": (p) => ({
    subject: `输入 "${p.name}"`,
    expected: `${p.index} 必须是数`,
    received: p.received,
  }),
  "engine.wholeFeed": (p) => ({
    subject: `输入 "${p.name}"`,
    expected: `${p.index} 必须是 32 位整数`,
    received: p.received,
  }),
  "engine.notVariable": (p) => ({ subject: p.op, expected: "张量必须是参数或其他变量", received: p.received }),
  "engine.outOfMemory": (p) => ({
    subject: "编译",
    expected: "计划所需内存必须在 4 GiB 以内",
    received: `还需要 ${p.bytes} 字节，已无空间`,
  }),
  "engine.threads": (p) => ({ subject: "threads", expected: "线程数必须是 1 到 64 的整数", received: p.received }),
  "engine.steps": (p) => ({ subject: "运行", expected: "步数必须是不小于 1 的整数", received: p.received }),
};
