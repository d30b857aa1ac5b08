import { zeroValues } from "../../initializers/fixed.ts";
import type { Initializer } from "../../initializers/initializer.ts";
import { orthogonal } from "../../initializers/orthogonal.ts";
import { initializerRegistry } from "../../initializers/registry.ts";
import { xavierUniform } from "../../initializers/scaled.ts";
import { entryOption, type OptionSpecs } from "../../spec/registry.ts";
import { boolean, integer, number } from "../../spec/scalars.ts";

/** Options that `rnn`, `lstm` and `gru` have in common. */
export interface RecurrentOptions {
  /** Width of the state, for each direction. */
  readonly units: number;
  /** Recurrent layers one upon another (default 1). */
  readonly layers?: number;
  /** Whether each layer also runs from the end to the beginning; outputs of both directions stand side by side (default false). */
  readonly bidirectional?: boolean;
  /** Share of the numbers between stacked layers that is set to zero while training (default 0). */
  readonly dropout?: number;
  /** Whether the output of every position is given (default true), or the last state alone. */
  readonly returnsSequence?: boolean;
  /** Whether there are biases (default true). */
  readonly bias?: boolean;
  /** Whether training goes on from the state in which the batch before left each row (default false). */
  readonly stateful?: boolean;
  /** How the weights of the input begin, gate by gate (default {@link xavierUniform}). */
  readonly initializer?: Initializer;
  /** How the weights of the state begin, gate by gate (default {@link orthogonal}). */
  readonly recurrentInitializer?: Initializer;
  /** How both biases begin (default zeros). */
  readonly biasInitializer?: Initializer;
}

export const recurrentOptions: OptionSpecs<RecurrentOptions> = {
  units: integer({ min: 1, en: "Width of the state.", zh: "隐藏状态的宽度。" }),
  layers: integer({ default: 1, min: 1, en: "Recurrent layers one upon another.", zh: "堆叠的循环层数。" }),
  bidirectional: boolean({
    default: false,
    en: "Whether each layer also runs from the end to the beginning.",
    zh: "每层是否也从末尾向开头运行（双向）。",
  }),
  dropout: number({
    default: 0,
    min: 0,
    below: 1,
    en: "Share set to zero between stacked layers while training.",
    zh: "训练时在堆叠层之间置零的比例。",
  }),
  returnsSequence: boolean({
    default: true,
    en: "Whether every position gives an output, or the last state alone.",
    zh: "输出每个位置的隐藏状态，还是只输出最后的隐藏状态。",
  }),
  bias: boolean({ default: true, en: "Whether there are biases.", zh: "是否有偏置。" }),
  stateful: boolean({
    default: false,
    en: "Whether training goes on from the state in which the batch before left each row.",
    zh: "训练时是否从上一批次各行留下的隐藏状态继续（截断的随时间反向传播）。",
  }),
  initializer: entryOption("initializer", () => initializerRegistry, {
    default: xavierUniform(),
    en: "How the weights of the input begin, gate by gate (default xavierUniform).",
    zh: "输入权重的初始化方法，逐个门进行（默认 xavierUniform）。",
  }),
  recurrentInitializer: entryOption("initializer", () => initializerRegistry, {
    default: orthogonal(),
    en: "How the weights of the state begin, gate by gate (default orthogonal).",
    zh: "隐藏状态权重的初始化方法，逐个门进行（默认 orthogonal）。",
  }),
  biasInitializer: entryOption("initializer", () => initializerRegistry, {
    default: zeroValues(),
    en: "How both biases begin (default zeros).",
    zh: "两个偏置的初始化方法（默认 zeros）。",
  }),
};
