import { elementCount } from "../graph/shape.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { choice, number } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import type { Initializer, InitialRequest } from "./initializer.ts";

export interface PlainOptions {
  /** Standard deviation (default 0.01). */
  readonly scale?: number;
}

export const plainEntry: Entry<Initializer> = defineEntry<PlainOptions, Initializer>({
  name: "plain",
  summary: {
    en: "Normal with a small standard deviation whatever the layer's size.",
    zh: "标准差很小的正态分布，与层的大小无关。",
  },
  options: { scale: number({ default: 0.01, min: 0, en: "Standard deviation.", zh: "标准差。" }) },
  shorthand: "scale",
  create: ({ scale }, given) => ({
    kind: "plain",
    options: given,
    values: (request) => draw(request, (generator) => generator.normal() * scale),
  }),
});

/**
 * W = randn × scale: normal with a small standard deviation whatever the layer's size.
 *
 * @param options - `scale`, the standard deviation (default 0.01)
 * @example
 * linear({ units: 3, initializer: plain() });
 */
export function plain(options?: PlainOptions): Initializer {
  return plainEntry.make(options);
}

export interface UniformOptions {
  /** Largest magnitude. */
  readonly bound: number;
}

export const uniformEntry: Entry<Initializer> = defineEntry<UniformOptions, Initializer>({
  name: "uniform",
  summary: { en: "Uniform within a bound on either side of zero.", zh: "零两侧给定界限内的均匀分布。" },
  options: { bound: number({ above: 0, en: "Largest magnitude.", zh: "最大绝对值。" }) },
  shorthand: "bound",
  create: ({ bound }, given) => ({
    kind: "uniform",
    options: given,
    values: (request) => draw(request, (generator) => (2 * generator.uniform() - 1) * bound),
  }),
});

/**
 * Uniform in ±bound, whatever the layer's size. PyTorch begins all weights and biases of recurrent layers in ±1/√units.
 *
 * @param bound - above 0
 * @example
 * gru({ units: 16, recurrentInitializer: uniformValues(0.25) });
 */
export function uniformValues(bound: number): Initializer {
  return uniformEntry.make({ bound });
}

export interface XavierOptions {
  /** Factor of the standard deviation (default 1; 5/3 is usual before tanh). */
  readonly gain?: number;
}

const gain: OptionSpec<number> = number({
  default: 1,
  above: 0,
  en: "Factor of the standard deviation.",
  zh: "标准差的系数。",
});

function xavier(name: string, summary: Text, isUniform: boolean): Entry<Initializer> {
  return defineEntry<XavierOptions, Initializer>({
    name,
    summary,
    options: { gain },
    shorthand: "gain",
    create: (options, given) => ({
      kind: name,
      options: given,
      values: (request) =>
        drawWithVariance(request, (options.gain ** 2 * 2) / (request.fanIn + request.fanOut), isUniform),
    }),
  });
}

export const xavierUniformEntry: Entry<Initializer> = xavier(
  "xavierUniform",
  { en: "Uniform with variance 2 / (fan-in + fan-out).", zh: "方差为 2 / (扇入 + 扇出) 的均匀分布。" },
  true,
);
export const xavierNormalEntry: Entry<Initializer> = xavier(
  "xavierNormal",
  { en: "Normal with variance 2 / (fan-in + fan-out).", zh: "方差为 2 / (扇入 + 扇出) 的正态分布。" },
  false,
);

/**
 * Uniform in ±gain·√(6 / (fanIn + fanOut)), which keeps the variance of values and gradients across layers with
 * symmetric activations (sigmoid, tanh).
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, eq. 16.
 *
 * @param options - `gain` (default 1)
 * @example
 * linear({ units: 10, initializer: xavierUniform() });
 */
export function xavierUniform(options?: XavierOptions): Initializer {
  return xavierUniformEntry.make(options);
}

/**
 * Normal with standard deviation gain·√(2 / (fanIn + fanOut)); see {@link xavierUniform}.
 *
 * @param options - `gain` (default 1)
 * @example
 * linear({ units: 10, initializer: xavierNormal() });
 */
export function xavierNormal(options?: XavierOptions): Initializer {
  return xavierNormalEntry.make(options);
}

export interface HeOptions {
  /** Which fan keeps its variance: that of values (`"in"`, default) or of gradients (`"out"`). */
  readonly fan?: "in" | "out";
  /** Slope of the ReLU for negative numbers (default 0). */
  readonly slope?: number;
}

function he(name: string, summary: Text, isUniform: boolean): Entry<Initializer> {
  return defineEntry<HeOptions, Initializer>({
    name,
    summary,
    options: {
      fan: choice(["in", "out"], {
        default: "in",
        en: "Which fan divides the variance.",
        zh: "方差除以扇入还是扇出。",
      }),
      slope: number({ default: 0, en: "Slope of the ReLU for negative numbers.", zh: "ReLU 在负数一侧的斜率。" }),
    },
    create: ({ fan, slope }, given) => ({
      kind: name,
      options: given,
      values: (request) =>
        drawWithVariance(request, 2 / ((1 + slope ** 2) * (fan === "in" ? request.fanIn : request.fanOut)), isUniform),
    }),
  });
}

export const heUniformEntry: Entry<Initializer> = he(
  "heUniform",
  { en: "Uniform with variance 2 / fan-in, for ReLU.", zh: "方差为 2 / 扇入 的均匀分布，适合 ReLU。" },
  true,
);
export const heNormalEntry: Entry<Initializer> = he(
  "heNormal",
  { en: "Normal with variance 2 / fan-in, for ReLU.", zh: "方差为 2 / 扇入 的正态分布，适合 ReLU。" },
  false,
);

/**
 * Uniform in ±√(6 / ((1 + slope²)·fan)), which keeps the variance across layers with ReLU.
 *
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015, eq. 10 and 14.
 *
 * @param options - `fan`: `"in"` (default) or `"out"`; `slope` of a leaky ReLU (default 0)
 * @example
 * linear({ units: 10, initializer: heUniform() });
 */
export function heUniform(options?: HeOptions): Initializer {
  return heUniformEntry.make(options);
}

/**
 * Normal with standard deviation √(2 / ((1 + slope²)·fan)); see {@link heUniform}.
 *
 * @param options - `fan`: `"in"` (default) or `"out"`; `slope` of a leaky ReLU (default 0)
 * @example
 * linear({ units: 10, initializer: heNormal() });
 */
export function heNormal(options?: HeOptions): Initializer {
  return heNormalEntry.make(options);
}

function draw(request: InitialRequest, next: (generator: InitialRequest["generator"]) => number): Float64Array {
  return Float64Array.from({ length: elementCount(request.shape) }, () => next(request.generator));
}

function drawWithVariance(request: InitialRequest, variance: number, isUniform: boolean): Float64Array {
  const bound = Math.sqrt(3 * variance);
  const deviation = Math.sqrt(variance);
  return draw(request, (generator) =>
    isUniform ? (2 * generator.uniform() - 1) * bound : generator.normal() * deviation,
  );
}
