import type { text as source } from "../en/text.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 文本、分词器与词元序列中的错误。 */
export const text: Translation<typeof source> = {
  "text.notText": (p) => ({ subject: p.name, expected: "必须是文本（字符串）", received: p.received }),
  "text.surrogate": (p) => ({
    subject: p.name,
    expected: `必须由完整的字符组成；位置 ${p.position} 只有半个字符（孤立的代理项）`,
    received: p.received,
  }),
  "text.encoding": (p) => ({
    subject: p.name,
    expected: `必须是 UTF-8；从字节 ${p.offset} 起不是`,
    received: p.received,
    hint: p.looksUtf16 ? "开头像 UTF-16：请另存为 UTF-8" : "请另存为 UTF-8，或先按原编码解码",
  }),
  "text.empty": (p) => ({ subject: p.subject, expected: `文本中至少要有一个${p.unit.zh}`, received: "零个" }),
  "text.unknownToken": (p) => ({
    subject: p.name,
    expected: `没有未知词元，因此每个${p.unit.zh}都必须在词表中；位置 ${p.position} 的${p.unit.zh}不在`,
    received: p.shown,
    hint: choicesHint(p.received, p.choices) ?? '训练分词器时请给出 special: ["unknown"]，或用这样的文本训练',
  }),
  "text.leftOut": (p) => ({
    subject: p.subject,
    expected: `只有 special 含 "unknown" 时，leastCount 和 greatestSize 才能舍去${p.unit.zh}`,
    received: `舍去了 ${p.count} 个`,
  }),
  "text.noneLeft": (p) => ({
    subject: p.subject,
    expected: `leastCount 和 greatestSize 至少要留下一个${p.unit.zh}`,
    received: `${p.count} 个全被舍去`,
  }),
  "text.noSpecial": (p) => ({
    subject: "encode",
    expected: `分词器必须有特殊词元 "${p.name}"`,
    received: p.choices.length === 0 ? "没有特殊词元" : p.choices.join("、"),
    hint: `训练时请给出 special: ["${p.name}"]`,
  }),
  "text.tokenRange": (p) => ({
    subject: "decode",
    expected:
      p.position === undefined
        ? `词元必须是 0 到 ${p.size - 1} 的整数`
        : `词元必须是 0 到 ${p.size - 1} 的整数；位置 ${p.position} 的不是`,
    received: p.received,
  }),
  "text.tokenizerJson": (p) => ({
    subject: "分词器",
    expected: `${p.field} 必须是${p.expected.zh}`,
    received: p.received,
  }),
  "text.unknownField": (p) => ({
    subject: "分词器",
    expected: "字段必须是已知的",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
};
