import type { Lowering } from "../../src/graph/lowering.ts";
import type { OpDescription } from "../../src/ops/description.ts";

export type Language = "en" | "zh";
type Wording = Readonly<Record<Language, string>>;

export const families: Readonly<Record<OpDescription["family"], Wording>> = {
  arithmetic: { en: "Arithmetic", zh: "算术" },
  comparison: { en: "Comparison and logic", zh: "比较与逻辑" },
  unary: { en: "Functions of one operand", zh: "一元函数" },
  activation: { en: "Activations", zh: "激活函数" },
  "linear algebra": { en: "Linear algebra", zh: "线性代数" },
  reduction: { en: "Reductions", zh: "归约" },
  shape: { en: "Shape", zh: "形状" },
  indexing: { en: "Indexing", zh: "索引" },
  convolution: { en: "Convolution", zh: "卷积" },
  pooling: { en: "Pooling", zh: "池化" },
  recurrence: { en: "Recurrence", zh: "递推" },
  random: { en: "Random numbers", zh: "随机数" },
};

export const lowerings: Readonly<Record<Lowering["kind"], Wording>> = {
  input: { en: "input", zh: "输入" },
  variable: { en: "variable", zh: "变量" },
  constant: { en: "constant", zh: "常量" },
  elementwise: { en: "elementwise", zh: "逐元素" },
  view: { en: "view", zh: "视图" },
  reduce: { en: "reduce", zh: "归约" },
  assemble: { en: "assemble", zh: "拼装" },
  kernel: { en: "kernel", zh: "内核" },
  scan: { en: "scan", zh: "递推" },
};

const reasons: Readonly<Record<string, string>> = {
  "a constant does not vary": "常量不变",
  "a place moves only in jumps": "位置只跳变",
  "a truth value has no slope": "真值没有斜率",
  "integers and truth values have no slope": "整数与真值没有斜率",
  "it is flat but for jumps": "除跳变外是平的",
  "it is flat but for one jump": "除一处跳变外是平的",
  "it is held constant": "视为常数",
  "places have no slope": "位置没有斜率",
  "random numbers do not vary with the counter by degrees": "随机数不随计数器连续变化",
};

/** Why an op has no derivative. */
export function reasonText(reason: string, language: Language): string {
  if (language === "en") return reason;
  const text = reasons[reason];
  if (text === undefined) throw new Error(`no Chinese text for "${reason}"`);
  return text;
}

export const opTableTexts = {
  en: {
    title: "Ops",
    introduction: `[中文](ops.zh-CN.md)

Every op, with its derivative. This page is generated from the definitions in \`packages/core/src/ops\` (\`npm run docs:ops\`); a test keeps it up to date.

- **Derivative**: the rule as it is built: a graph of ops, which can be differentiated again. For elementwise ops it is the partial derivative; for the
  others $\\bar y$ is the gradient that arrives and $\\bar x$ the one that is handed on. Sums over broadcast axes follow each rule and are left out.
  "0" says that the output does not vary with the operands, or only in jumps.
- **Shapes**: elementwise ops broadcast as NumPy does; for the others, one application as the shape rule worked it out. f32 unless a type stands there.
- **Lowering**: what the op is to an engine that compiles. *Elementwise* ops are fused into loops, a *view* costs nothing where strides can say it,
  *reduce* and *assemble* are generated, a *kernel* is precompiled.
- **Bound**: on $\\frac{\\lvert\\text{wasm} - \\text{reference}\\rvert}{\\max(1, \\lvert\\text{reference}\\rvert)}$; with 0 the wasm engine gives the reference's value rounded to f32.
  Away from kinks every gradient agrees with central differences in f64 to a relative 1e-6; both are tested for every op.

Numbers come into a graph by \`input\`, \`variable\`, \`parameter\` and \`constant\`.`,
    primitives: "Primitives",
    compositions: "Compositions",
    aboutCompositions: "Built of primitives, from which their derivatives, their code and their explanation follow.",
    primitiveColumns: ["Op", "Definition", "Derivative", "Shapes", "Lowering", "Bound"],
    compositionColumns: ["Op", "As it is built", "Primitives", "Shapes, for example"],
    source: (source: string): string => `Source: ${source}.`,
    alike: "any, kept",
    broadcast: "broadcast",
  },
  zh: {
    title: "算子",
    introduction: `[English](ops.md)

全部算子及其导数。本页由 \`packages/core/src/ops\` 中的定义生成（\`npm run docs:ops\`），并有测试保证其不过时。

- **导数**：按实际构建的样子写出的规则，即由算子组成的图，可以继续求导。逐元素算子给出偏导数；其他算子中 $\\bar y$ 是传来的梯度，$\\bar x$ 是传下去的梯度。
  广播轴上的求和对每条规则都适用，这里省略。“0”表示输出不随操作数变化，或只跳变。
- **形状**：逐元素算子按 NumPy 的规则广播；其他算子给出一次应用，由形状规则算出。未注明类型的是 f32。
- **编译方式**：算子在编译型引擎眼中是什么。*逐元素*算子融合成循环；能用步长表示的*视图*没有开销；*归约*与*拼装*由代码生成；*内核*是预先编译的。
- **误差界**：$\\frac{\\lvert\\text{wasm} - \\text{reference}\\rvert}{\\max(1, \\lvert\\text{reference}\\rvert)}$ 的上限；为 0 时 wasm 引擎给出舍入到 f32 的参考值。
  在不可导点之外，所有梯度与 f64 中心差分的相对误差小于 1e-6；两者对每个算子都有测试。

数值通过 \`input\`、\`variable\`、\`parameter\` 和 \`constant\` 进入计算图。`,
    primitives: "原语",
    compositions: "组合算子",
    aboutCompositions: "由原语组成；导数、代码和讲解都由原语而来。",
    primitiveColumns: ["算子", "定义", "导数", "形状", "编译方式", "误差界"],
    compositionColumns: ["算子", "构建方式", "所用原语", "形状（举例）"],
    source: (source: string): string => `出处：${source}。`,
    alike: "任意，不变",
    broadcast: "广播",
  },
} as const;
