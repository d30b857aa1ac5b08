import type { text as source } from "../en/text.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 文本、分词器与词元序列中的错误。 */
export const text: Translation<typeof source> = {
  "text.notText": (p) => ({ subject: p.name, expected: "必须是文本（字符串）", received: p.received }),
  "text.notChunk": (p) => ({
    subject: p.name,
    expected: "文本的分块必须是字符串或字节（Uint8Array）",
    received: p.received,
  }),
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
    subject: p.subject,
    expected:
      p.position === undefined
        ? `词元必须是 0 到 ${p.size - 1} 的整数`
        : `词元必须是 0 到 ${p.size - 1} 的整数；位置 ${p.position} 的不是`,
    received: p.received,
  }),
  "text.emptySequence": (p) => ({
    subject: p.name,
    expected: "至少要有一个词元",
    received: "零个",
    hint: "请去掉它，或用 start、end 词元标出文本的首尾",
  }),
  "text.sequenceToken": (p) => ({
    subject: p.name,
    expected: `词元必须是整数；位置 ${p.position} 的不是`,
    received: p.received,
  }),
  "text.tooLong": (p) => ({
    subject: p.name,
    expected: `至多有 ${p.most} 个词元`,
    received: String(p.received),
    hint: 'truncate: "end" 截去过长序列的末尾，"start" 截去开头',
  }),
  "text.beyondBuckets": (p) => ({
    subject: p.name,
    expected: `至多有 ${p.most} 个词元，即最后一个分桶的长度`,
    received: String(p.received),
  }),
  "text.paddingInUse": (p) => ({
    subject: "padSequences",
    expected: `padding 必须是序列中没有的词元；${p.name} 的位置 ${p.position} 就是它`,
    received: String(p.padding),
    hint: '请给分词器一个填充词元：special: ["padding"]',
  }),
  "text.tooShort": (p) => ({
    subject: p.name,
    expected: `至少要有 ${p.least} 个词元：一个窗口和其后的词元`,
    received: String(p.received),
  }),
  "text.noTerms": (p) => ({
    subject: p.subject,
    expected: "leastDocuments 和 greatestShare 至少要留下一个词项",
    received: `${p.count} 个全被舍去`,
  }),
  "text.featuresJson": (p) => ({
    subject: "文本特征",
    expected: `${p.field} 必须是${p.expected.zh}`,
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
