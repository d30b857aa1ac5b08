import type { OptionSpec } from "../spec/optionSpec.ts";
import type { Entry } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";
import { defineSchedule, type Schedule, type TimeOptions } from "./schedule.ts";

const rate: OptionSpec<number> = number({ min: 0, en: "Rate at the beginning.", zh: "初始学习率。" });
const duration: OptionSpec<number> = integer({ min: 1, en: "Time until the end.", zh: "到结束的时间。" });
const final: OptionSpec<number> = number({
  default: 0,
  min: 0,
  en: "Rate at the end and after.",
  zh: "结束及之后的学习率。",
});

export interface ConstantRateOptions {
  readonly rate: number;
}

export const constantRateEntry: Entry<Schedule> = defineSchedule<ConstantRateOptions>({
  name: "constantRate",
  summary: { en: "The same rate always.", zh: "学习率不变。" },
  options: { rate },
  formula: (a, _t, o) => a.add(o.rate, 0),
});

/**
 * The same rate always: η(t) = rate.
 *
 * @example
 * sgd({ learningRate: constantRate({ rate: 0.1 }) });
 */
export function constantRate(options: ConstantRateOptions): Schedule {
  return constantRateEntry.make(options);
}

export interface StepDecayOptions extends TimeOptions {
  readonly rate: number;
  /** Time between falls. */
  readonly every: number;
  /** What each fall multiplies the rate by (default 0.1). */
  readonly factor?: number;
}

export const stepDecayEntry: Entry<Schedule> = defineSchedule<Omit<StepDecayOptions, "unit">>({
  name: "stepDecay",
  summary: { en: "Falls by a factor at regular times.", zh: "每隔一段时间乘以一个系数。" },
  options: {
    rate,
    every: integer({ min: 1, en: "Time between falls.", zh: "两次下降之间的时间。" }),
    factor: number({ default: 0.1, min: 0, en: "What each fall multiplies the rate by.", zh: "每次下降乘以的系数。" }),
  },
  formula: (a, t, o) => a.mul(o.rate, a.pow(o.factor, a.floor(a.div(t, o.every)))),
});

/**
 * Falls by a factor at regular times: η(t) = rate · factor^⌊t / every⌋.
 *
 * @example
 * sgd({ learningRate: stepDecay({ rate: 0.1, every: 10, unit: "epoch" }) });
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  return stepDecayEntry.make(options);
}

export interface ExponentialDecayOptions extends TimeOptions {
  readonly rate: number;
  /** What every unit of time multiplies the rate by. */
  readonly factor: number;
}

export const exponentialDecayEntry: Entry<Schedule> = defineSchedule<Omit<ExponentialDecayOptions, "unit">>({
  name: "exponentialDecay",
  summary: { en: "Falls by a factor in every unit of time.", zh: "每个时间单位乘以一个系数。" },
  options: {
    rate,
    factor: number({ min: 0, en: "What every unit of time multiplies the rate by.", zh: "每个时间单位乘以的系数。" }),
  },
  formula: (a, t, o) => a.mul(o.rate, a.pow(o.factor, t)),
});

/**
 * Falls by a factor in every unit of time: η(t) = rate · factorᵗ.
 *
 * @example
 * sgd({ learningRate: exponentialDecay({ rate: 0.1, factor: 0.95, unit: "epoch" }) });
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  return exponentialDecayEntry.make(options);
}

export interface PolynomialDecayOptions extends TimeOptions {
  readonly rate: number;
  readonly duration: number;
  /** Power of what remains (default 1: a straight line). */
  readonly power?: number;
  /** Rate at the end and after (default 0). */
  readonly final?: number;
}

export const polynomialDecayEntry: Entry<Schedule> = defineSchedule<Omit<PolynomialDecayOptions, "unit">>({
  name: "polynomialDecay",
  summary: {
    en: "Falls to a final rate with a power of the time that remains.",
    zh: "按剩余时间的幂下降到最终学习率。",
  },
  options: {
    rate,
    duration,
    power: number({ default: 1, min: 0, en: "Power of what remains.", zh: "剩余时间的幂次。" }),
    final,
  },
  formula: (a, t, o) => {
    const remains = a.sub(1, a.div(a.min(t, o.duration), o.duration));
    return a.add(o.final, a.mul(o.rate - o.final, a.pow(remains, o.power)));
  },
});

/**
 * Falls to a final rate: η(t) = final + (rate − final)·(1 − min(t, duration) / duration)^power.
 *
 * @example
 * sgd({ learningRate: polynomialDecay({ rate: 0.1, duration: 1000 }) });
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  return polynomialDecayEntry.make(options);
}

export interface CosineDecayOptions extends TimeOptions {
  readonly rate: number;
  readonly duration: number;
  /** Rate at the end and after (default 0). */
  readonly final?: number;
}

export const cosineDecayEntry: Entry<Schedule> = defineSchedule<Omit<CosineDecayOptions, "unit">>({
  name: "cosineDecay",
  summary: { en: "Falls to a final rate along half a cosine.", zh: "沿半个余弦下降到最终学习率。" },
  options: { rate, duration, final },
  formula: (a, t, o) => {
    const angle = a.mul(Math.PI / o.duration, a.min(t, o.duration));
    return a.add(o.final, a.mul((o.rate - o.final) / 2, a.add(1, a.cos(angle))));
  },
});

/**
 * Falls along half a cosine: η(t) = final + ½(rate − final)(1 + cos(π · min(t, duration) / duration)).
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, eq. 5.
 *
 * @example
 * adam({ learningRate: cosineDecay({ rate: 1e-3, duration: 10_000 }) });
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  return cosineDecayEntry.make(options);
}

export interface OneCycleOptions extends TimeOptions {
  /** Rate at the peak. */
  readonly rate: number;
  /** Number of steps (or epochs) in the cycle. */
  readonly duration: number;
  /** Share of the cycle that rises (default 0.3). */
  readonly warmup?: number;
  /** Peak ÷ rate at the beginning (default 25). */
  readonly divisor?: number;
  /** Rate at the beginning ÷ rate at the end (default 10,000). */
  readonly finalDivisor?: number;
}

export const oneCycleEntry: Entry<Schedule> = defineSchedule<Omit<OneCycleOptions, "unit">>({
  name: "oneCycle",
  summary: {
    en: "Rises to a peak and falls far below, both along half a cosine.",
    zh: "沿半个余弦升到峰值，再沿半个余弦降到很低。",
  },
  options: {
    rate: number({ min: 0, en: "Rate at the peak.", zh: "峰值学习率。" }),
    duration: integer({ min: 2, en: "Number of steps (or epochs) in the cycle.", zh: "周期中的步数（或轮数）。" }),
    warmup: number({
      default: 0.3,
      above: 0,
      below: 1,
      en: "Share of the cycle that rises.",
      zh: "上升部分占周期的比例。",
    }),
    divisor: number({
      default: 25,
      above: 0,
      en: "Peak divided by the rate at the beginning.",
      zh: "峰值与初始学习率之比。",
    }),
    finalDivisor: number({
      default: 1e4,
      above: 0,
      en: "Rate at the beginning divided by that at the end.",
      zh: "初始与最终学习率之比。",
    }),
  },
  formula: (a, t, o) => {
    const peak = Math.max(o.warmup * o.duration - 1, 1e-6);
    const last = Math.max(o.duration - 1, peak + 1e-6);
    const start = o.rate / o.divisor;
    const end = start / o.finalDivisor;
    const between = (from: number, to: number, share: typeof t): typeof t =>
      a.add(to, a.mul((from - to) / 2, a.add(1, a.cos(a.mul(Math.PI, share)))));
    const rising = between(start, o.rate, a.div(a.min(t, peak), peak));
    const falling = between(o.rate, end, a.div(a.sub(a.min(a.max(t, peak), last), peak), last - peak));
    return a.choose(t, peak, rising, falling);
  },
});

/**
 * Rises from rate / divisor to `rate` and falls to rate / divisor / finalDivisor, both along half a cosine.
 * The peak is at t = warmup · duration − 1, the end at t = duration − 1.
 *
 * Source: Smith and Topin, "Super-convergence", 2018; in the form of PyTorch's `OneCycleLR`.
 *
 * @example
 * sgd({ learningRate: oneCycle({ rate: 0.4, duration: 3 * 938 }), momentum: 0.9 });
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  return oneCycleEntry.make(options);
}
