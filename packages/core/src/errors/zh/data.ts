import type { data as source } from "../en/data.ts";
import type { Translation } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 数据集及其来源文件中的错误。 */
export const data: Translation<typeof source> = {
  "data.empty": (p) => ({ subject: p.subject, expected: "至少要有一个样本", received: "零个" }),
  "data.raggedArray": (p) => ({
    subject: p.subject,
    expected: `嵌套数组在每个轴上长度必须一致；${p.index} 必须是 ${p.expected}`,
    received: p.received,
  }),
  "data.notANumber": (p) => ({
    subject: p.subject,
    expected: `每个值都必须是有限的数；${p.index} 不是`,
    received: p.received,
  }),
  "data.size": (p) => ({
    subject: p.subject,
    expected: `形状为 ${p.shape} 的样本，值的个数必须是 ${p.expected} 的倍数`,
    received: String(p.received),
  }),
  "data.lengths": (p) => ({
    subject: "数据集",
    expected: "输入和目标的样本数必须相同",
    received: `${p.inputs} 个输入和 ${p.targets} 个目标`,
  }),
  "data.option": (p) => ({ subject: p.subject, expected: `${p.name} 必须是 ${p.expected}`, received: p.received }),
  "data.wholeNumber": (p) => ({
    subject: "输入",
    expected: `每个词元都必须是小于 2³¹ 的整数；${p.index} 不是`,
    received: p.received,
  }),
  "data.classRange": (p) => ({
    subject: `样本 ${p.index}${p.position === undefined ? "" : `、位置 ${p.position}`} 的目标`,
    expected: `类别必须是 0 到 ${p.classCount - 1} 的整数${p.position === undefined ? "" : "，不计入的位置为 -1"}`,
    received: String(p.received),
  }),
  "data.allIgnored": () => ({ subject: "目标", expected: "至少要有一个计入的位置", received: "全为 -1" }),
  "data.windowsOverlap": () => ({
    subject: "划分",
    expected: "样本之间不能有共同的词元，否则测试部分就不是留出的数据",
    received: "互相重叠的窗口",
    hint: "请先划分文本，再分别取窗口",
  }),
  "data.inputType": (p) => ({
    subject: p.subject,
    expected:
      p.expected === "i32"
        ? "模型的输入是词元（i32），数据的输入也必须如此"
        : "模型的输入是数（f32），数据的输入也必须如此",
    received: p.received,
    hint: `请用 inputType: "${p.expected}" 建立数据集`,
  }),
  "data.inputRange": (p) => ({
    subject: `${p.subject} 的样本 ${p.example}、位置 ${p.place}`,
    expected: `必须是 ${p.min} 到 ${p.max} 的整数`,
    received: String(p.received),
    hint: "嵌入（embedding）只为这些词元各有一行；其他词元需要未知词元，或更大的嵌入",
  }),
  "data.oneClass": (p) => ({
    subject: "目标",
    expected: "训练至少需要两个类别的样本",
    received: `只有 ${p.className}`,
  }),
  "data.exampleIndex": (p) => ({
    subject: "数据集",
    expected: `样本序号必须是 0 到 ${p.length - 1} 的整数`,
    received: String(p.received),
  }),
  "data.batchSize": (p) => ({
    subject: "批次",
    expected: `${p.name} 必须能放下 ${p.expected} 个值`,
    received: String(p.received),
  }),
  "data.splitEmpty": (p) => ({
    subject: "划分",
    expected: `${p.length} 个样本分成的两部分都不能为空`,
    received: `test: ${p.received}`,
  }),
  "data.gzip": (p) => ({ subject: p.subject, expected: "gzip 数据必须完整无损" }),
  "data.gzipLimit": (p) => ({ subject: p.subject, expected: `解压后的数据不得超过 ${p.limitBytes} 字节` }),
  "data.idxHeader": (p) => ({
    subject: p.subject,
    expected: `IDX 头部必须有 ${p.expectedBytes} 字节`,
    received: `共 ${p.received} 字节的文件`,
  }),
  "data.idxMagic": (p) => ({
    subject: p.subject,
    expected: "IDX 文件以 00 00、元素类型（08、09、0B、0C、0D 或 0E）和轴数开头",
    received: p.received,
  }),
  "data.idxSize": (p) => ({
    subject: p.subject,
    expected: `形状为 ${p.shape} 的 IDX 文件必须有 ${p.expected} 字节`,
    received: String(p.received),
  }),
  "data.idxRank": (p) => ({
    subject: p.subject,
    expected: `IDX 数组的形状必须是 ${p.expected}`,
    received: p.received,
  }),
  "data.csvEncoding": () => ({ subject: "CSV", expected: "文本必须是有效的 UTF-8" }),
  "data.csvQuote": (p) => ({
    subject: `CSV 第 ${p.row} 行`,
    expected:
      p.fault === "unclosed"
        ? `在文件第 ${p.textLine} 行打开的引号必须关闭`
        : `带引号的字段必须在右引号处结束（文件第 ${p.textLine} 行）`,
  }),
  "data.raggedRow": (p) => ({
    subject: `CSV 第 ${p.row} 行`,
    expected: `每行必须有 ${p.expected} 个字段`,
    received: String(p.received),
  }),
  "data.duplicateColumn": (p) => ({ subject: "CSV 表头", expected: "列名不得重复", received: `两个 "${p.name}"` }),
  "data.unknownColumn": (p) => ({
    subject: "列",
    expected: "必须在表中",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "data.noFeatures": () => ({ subject: "CSV", expected: "除标签外至少要有一列" }),
  "data.missingValue": (p) => ({
    subject: `第 ${p.row} 行，列 "${p.column}"`,
    expected: "值不得缺失",
    received: p.received === "" ? "空值" : `"${p.received}"`,
    hint: p.label ? undefined : "可以指定填补方式（mean、median、mostFrequent 或一个数）",
  }),
  "data.cellNotANumber": (p) => ({
    subject: `第 ${p.row} 行，列 "${p.column}"`,
    expected: "值必须是有限的数",
    received: `"${p.received}"`,
  }),
  "data.mixedColumn": (p) => ({
    subject: `第 ${p.row} 行，列 "${p.column}"`,
    expected: "该列大多是数，因此必须全部是数",
    received: `"${p.received}"`,
    hint: "如果它是类别，请声明为 category",
  }),
  "data.tooManyCategories": (p) => ({
    subject: `列 "${p.column}"`,
    expected: `文本列最多有 ${p.most} 个不同的值`,
    received: String(p.received),
    hint: "忽略该列，或声明为 category",
  }),
  "data.noValues": (p) => ({
    subject: `列 "${p.column}"`,
    expected: "训练部分至少要有一个可用于填补的值",
    received: "零个",
  }),
  "data.imputeText": (p) => ({
    subject: `列 "${p.column}"`,
    expected: "类别的缺失值只能用 mostFrequent 填补",
    received: p.received,
  }),
  "data.unknownCategory": (p) => ({
    subject: `第 ${p.row} 行，列 "${p.column}"`,
    expected: "值必须在训练数据中出现过",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "data.columnCount": (p) => ({
    subject: `第 ${p.row} 行`,
    expected: `必须有 ${p.columns.length} 个值（${p.columns.join("、")}）`,
    received: String(p.received),
  }),
  "data.preparation": (p) => ({ subject: "数据准备", expected: `${p.key} 必须是 ${p.expected}`, received: p.received }),
};
