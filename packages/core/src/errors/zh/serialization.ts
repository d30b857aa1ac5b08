import type { serialization as source } from "../en/serialization.ts";
import type { Translation } from "../wording.ts";

/** 保存的文件中的错误。 */
export const serialization: Translation<typeof source> = {
  "serialization.tooShort": (p) => ({
    subject: p.subject,
    expected: "safetensors 文件至少要有 8 字节来存放头部长度",
    received: `${p.received} 字节`,
  }),
  "serialization.headerLength": (p) => ({
    subject: p.subject,
    expected: `头部长度不得超过 ${p.most} 字节`,
    received: p.received,
  }),
  "serialization.headerBeyondFile": (p) => ({
    subject: p.subject,
    expected: `头部必须在文件之内，文件只剩 ${p.most} 字节`,
    received: `头部长度 ${p.received}`,
  }),
  "serialization.headerEncoding": (p) => ({ subject: p.subject, expected: "头部必须是有效的 UTF-8" }),
  "serialization.headerJson": (p) => ({ subject: p.subject, expected: "头部必须是 JSON 对象", received: p.received }),
  "serialization.duplicateName": (p) => ({
    subject: p.subject,
    expected: "名称不得重复",
    received: `两个 "${p.name}"`,
  }),
  "serialization.metadata": (p) => ({
    subject: p.subject,
    expected: "__metadata__ 必须是值为字符串的对象",
    received: p.received,
  }),
  "serialization.entry": (p) => ({
    subject: p.subject,
    expected: `张量 "${p.name}" 必须有 ${p.expected}`,
    received: p.received,
  }),
  "serialization.elementType": (p) => ({
    subject: p.subject,
    expected: `张量 "${p.name}" 的元素类型必须是 ${p.choices.join("、")} 之一`,
    received: p.received,
  }),
  "serialization.offsets": (p) => ({
    subject: p.subject,
    expected: `张量 "${p.name}" 的偏移必须有序，且在 ${p.dataBytes} 字节的数据之内`,
    received: p.received,
  }),
  "serialization.tensorSize": (p) => ({
    subject: p.subject,
    expected: `张量 "${p.name}" 必须占 ${p.expected}`,
    received: `${p.received} 字节`,
  }),
  "serialization.overlap": (p) => ({
    subject: p.subject,
    expected: `张量不得重叠；"${p.name}" 在 "${p.other}" 结束之前开始`,
  }),
  "serialization.hole": (p) => ({
    subject: p.subject,
    expected: `数据中不得有空隙；张量 "${p.name}" 必须从第 ${p.byteOffset} 字节开始`,
    received: String(p.received),
  }),
  "serialization.trailingBytes": (p) => ({
    subject: p.subject,
    expected: "数据必须在最后一个张量处结束",
    received: `多出 ${p.received} 字节`,
  }),
  "serialization.boolean": (p) => ({
    subject: p.subject,
    expected: `BOOL 张量 "${p.name}" 的字节必须是 0 或 1`,
    received: String(p.received),
  }),
  "serialization.name": (p) => ({
    subject: "safetensors",
    expected: "张量名称必须是合法文本，且不能是 __metadata__",
    received: JSON.stringify(p.received),
  }),
};
