import type { Schedule } from "../schedules/schedule.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, number } from "../spec/scalars.ts";
import { join } from "./chain.ts";
import {
  addDecayedWeights,
  addMomentum,
  scaleByDeltas,
  scaleByRate,
  scaleByRootMeanSquare,
  scaleBySumOfSquares,
} from "./parts.ts";
import { rateOption } from "./rateOption.ts";
import { decayOption } from "./sgd.ts";
import type { Optimizer } from "./transform.ts";

function epsilonOption(fallback: number): OptionSpec<number> {
  return number({ default: fallback, above: 0, en: "Keeps the divisor from zero.", zh: "防止除数为零的小数。" });
}

export interface RmspropOptions {
  readonly learningRate?: number | Schedule;
  /** ρ: share of the mean square that is kept (default 0.99). */
  readonly decay?: number;
  readonly epsilon?: number;
  readonly momentum?: number;
  /** Whether the mean is taken away before squaring (default false). */
  readonly centered?: boolean;
  readonly weightDecay?: number;
}

export const rmspropEntry: Entry<Optimizer> = defineEntry<RmspropOptions, Optimizer>({
  name: "rmsprop",
  summary: { en: "Divides by the root of a moving mean square.", zh: "除以滑动均方根。" },
  options: {
    learningRate: rateOption(0.01),
    decay: number({
      default: 0.99,
      min: 0,
      below: 1,
      en: "Share of the mean square that is kept.",
      zh: "均方值保留的比例。",
    }),
    epsilon: epsilonOption(1e-8),
    momentum: number({
      default: 0,
      min: 0,
      below: 1,
      en: "Share of the last direction that is kept.",
      zh: "保留上一步方向的比例。",
    }),
    centered: boolean({ default: false, en: "Whether the mean is taken away.", zh: "是否减去均值。" }),
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("rmsprop", given, [
      ...addDecayedWeights(o.weightDecay),
      scaleByRootMeanSquare(o.decay, o.epsilon, o.centered),
      ...addMomentum(o.momentum, false),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * v ← ρv + (1 − ρ)g²; w ← w − ηg / (√v + ε). The same numbers as `torch.optim.RMSprop`.
 *
 * Source: Hinton, "Neural networks for machine learning", lecture 6e, 2012.
 *
 * @param options - `learningRate` (default 0.01), `decay` ρ (0.99), `epsilon` (1e-8), `momentum` (0), `centered` (false),
 *   `weightDecay` (0)
 * @example
 * rmsprop({ learningRate: 1e-3 });
 */
export function rmsprop(options?: RmspropOptions): Optimizer {
  return rmspropEntry.make(options);
}

export interface AdagradOptions {
  readonly learningRate?: number | Schedule;
  /** Sum of squares before the first step (default 0). */
  readonly initial?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

export const adagradEntry: Entry<Optimizer> = defineEntry<AdagradOptions, Optimizer>({
  name: "adagrad",
  summary: { en: "Divides by the root of the sum of all squares.", zh: "除以历史平方和的平方根。" },
  options: {
    learningRate: rateOption(0.01),
    initial: number({ default: 0, min: 0, en: "Sum of squares before the first step.", zh: "第一步之前的平方和。" }),
    epsilon: epsilonOption(1e-10),
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("adagrad", given, [
      ...addDecayedWeights(o.weightDecay),
      scaleBySumOfSquares(o.initial, o.epsilon),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * s ← s + g²; w ← w − ηg / (√s + ε). The same numbers as `torch.optim.Adagrad`.
 *
 * Source: Duchi, Hazan, Singer, "Adaptive subgradient methods", JMLR 12, 2011.
 *
 * @param options - `learningRate` (default 0.01), `initial` (0), `epsilon` (1e-10), `weightDecay` (0)
 * @example
 * adagrad({ learningRate: 0.1 });
 */
export function adagrad(options?: AdagradOptions): Optimizer {
  return adagradEntry.make(options);
}

export interface AdadeltaOptions {
  readonly learningRate?: number | Schedule;
  /** ρ: share of the averages that is kept (default 0.9). */
  readonly decay?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

export const adadeltaEntry: Entry<Optimizer> = defineEntry<AdadeltaOptions, Optimizer>({
  name: "adadelta",
  summary: { en: "Scales by the ratio of past changes to past gradients.", zh: "按过去的变化量与过去的梯度之比缩放。" },
  options: {
    learningRate: rateOption(1),
    decay: number({
      default: 0.9,
      min: 0,
      below: 1,
      en: "Share of the averages that is kept.",
      zh: "平均值保留的比例。",
    }),
    epsilon: epsilonOption(1e-6),
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("adadelta", given, [
      ...addDecayedWeights(o.weightDecay),
      scaleByDeltas(o.decay, o.epsilon),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * v ← ρv + (1 − ρ)g²; d = g√(a + ε) / √(v + ε); a ← ρa + (1 − ρ)d²; w ← w − ηd.
 * The same numbers as `torch.optim.Adadelta`.
 *
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1.
 *
 * @param options - `learningRate` (default 1), `decay` ρ (0.9), `epsilon` (1e-6), `weightDecay` (0)
 * @example
 * adadelta();
 */
export function adadelta(options?: AdadeltaOptions): Optimizer {
  return adadeltaEntry.make(options);
}
