import type { Language } from "../../errors/language.ts";

/** The words of a report. */
export interface Words {
  readonly title: (step: number) => string;
  readonly examples: (count: number) => string;
  readonly forward: string;
  readonly backward: string;
  readonly updates: string;
  readonly conventions: string;
  readonly input: string;
  readonly parameter: string;
  readonly state: string;
  readonly constant: string;
  readonly shape: string;
  readonly seed: string;
  readonly fanOut: (count: number) => string;
  readonly shared: (count: number, what: string) => string;
  readonly examplesWord: string;
  readonly placesWord: (axis: number) => string;
  readonly example: (index: number) => string;
  readonly place: (axis: number, index: number) => string;
  readonly via: (name: string) => string;
  readonly others: (count: number) => string;
  readonly sum: string;
  readonly local: string;
  readonly jacobian: string;
  readonly contribution: string;
  readonly before: string;
  readonly gradient: string;
  readonly after: string;
  readonly otherwise: string;
  readonly summary: {
    readonly min: string;
    readonly max: string;
    readonly mean: string;
    readonly norm: string;
    readonly zeros: string;
    readonly nonFinite: string;
  };
  readonly undefinedAt: (node: string, places: string, count: number) => string;
  readonly why: (name: string) => string;
  readonly whyValue: string;
  readonly uses: (count: number) => string;
  readonly paths: (count: number) => string;
  readonly finiteDifference: string;
  readonly finiteDifferenceError: string;
  readonly colon: string;
}

const english: Words = {
  title: (step) => `Step ${step}`,
  examples: (count) => (count === 1 ? "1 example" : `${count} examples`),
  forward: "Forward",
  backward: "Backward",
  updates: "Update",
  conventions: "Derivatives that are not defined",
  input: "input",
  parameter: "parameter",
  state: "state",
  constant: "constant",
  shape: "shape",
  seed: "where the backward pass begins",
  fanOut: (count) => `used ${count} times, so ${count} terms add up`,
  shared: (count, what) => `shared by ${count} ${what}, so ${count} terms add up`,
  examplesWord: "examples",
  placesWord: (axis) => `places along axis ${axis}`,
  example: (index) => `example ${index}`,
  place: (axis, index) => `axis ${axis}, place ${index}`,
  via: (name) => `through ${name}`,
  others: (count) => `${count} others`,
  sum: "sum",
  local: "local derivative",
  jacobian: "Jacobian",
  contribution: "contribution",
  before: "before",
  gradient: "gradient",
  after: "after",
  otherwise: "otherwise",
  summary: { min: "min", max: "max", mean: "mean", norm: "norm", zeros: "zeros", nonFinite: "not finite" },
  undefinedAt: (node, places, count) => `${node} has no derivative at ${count} of its elements (${places}).`,
  why: (name) => `Why is the gradient at ${name} what it is?`,
  whyValue: "value",
  uses: (count) => (count === 1 ? "it is used once" : `it is used ${count} times; their contributions add up`),
  paths: (count) =>
    count === 1 ? "one path leads to the cost" : `${count} paths lead to the cost; their products add up`,
  finiteDifference: "finite difference",
  finiteDifferenceError: "difference between the two",
  colon: ": ",
};

const chinese: Words = {
  title: (step) => `第 ${step} 步`,
  examples: (count) => `${count} 个样本`,
  forward: "前向传播",
  backward: "反向传播",
  updates: "更新",
  conventions: "没有定义的导数",
  input: "输入",
  parameter: "参数",
  state: "状态",
  constant: "常数",
  shape: "形状",
  seed: "反向传播的起点",
  fanOut: (count) => `被使用 ${count} 次，因此 ${count} 项相加`,
  shared: (count, what) => `由 ${count} 个${what}共用，因此 ${count} 项相加`,
  examplesWord: "样本",
  placesWord: (axis) => `第 ${axis} 轴上的位置`,
  example: (index) => `样本 ${index}`,
  place: (axis, index) => `第 ${axis} 轴位置 ${index}`,
  via: (name) => `经过 ${name}`,
  others: (count) => `其余 ${count} 项`,
  sum: "合计",
  local: "局部导数",
  jacobian: "雅可比矩阵",
  contribution: "贡献",
  before: "更新前",
  gradient: "梯度",
  after: "更新后",
  otherwise: "否则",
  summary: { min: "最小", max: "最大", mean: "均值", norm: "范数", zeros: "零占比", nonFinite: "非有限" },
  undefinedAt: (node, places, count) => `${node} 有 ${count} 个元素处导数没有定义（${places}）。`,
  why: (name) => `${name} 处的梯度为什么是这个数？`,
  whyValue: "数值",
  uses: (count) => (count === 1 ? "它只被使用一次" : `它被使用 ${count} 次，各项贡献相加`),
  paths: (count) => (count === 1 ? "只有一条路径通向代价" : `有 ${count} 条路径通向代价，各条乘积相加`),
  finiteDifference: "有限差分",
  finiteDifferenceError: "两者之差",
  colon: "：",
};

export const words: Readonly<Record<Language, Words>> = { en: english, zh: chinese };
