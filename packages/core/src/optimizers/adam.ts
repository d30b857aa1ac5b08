import type { Schedule } from "../schedules/schedule.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import { join } from "./chain.ts";
import { addDecayedWeights, scaleByAdam, scaleByNadam, scaleByRate, takeLionSign } from "./parts.ts";
import { rateOption } from "./rateOption.ts";
import { decayOption } from "./sgd.ts";
import type { Optimizer } from "./transform.ts";

export interface AdamOptions {
  readonly learningRate?: number | Schedule;
  /** Share of the mean gradient that is kept (default 0.9). */
  readonly beta1?: number;
  /** Share of the mean square that is kept (default 0.999). */
  readonly beta2?: number;
  /** Keeps the divisor from zero (default 1e-8). */
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

function beta(fallback: number): OptionSpec<number> {
  return number({
    default: fallback,
    min: 0,
    below: 1,
    en: "Share of a moving average that is kept.",
    zh: "滑动平均保留的比例。",
  });
}

const epsilon: OptionSpec<number> = number({
  default: 1e-8,
  above: 0,
  en: "Keeps the divisor from zero.",
  zh: "防止除数为零的小数。",
});

export const adamEntry: Entry<Optimizer> = defineEntry<AdamOptions, Optimizer>({
  name: "adam",
  summary: { en: "Momentum divided by the root of a moving mean square.", zh: "动量除以滑动均方根。" },
  options: {
    learningRate: rateOption(0.001),
    beta1: beta(0.9),
    beta2: beta(0.999),
    epsilon,
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("adam", given, [
      ...addDecayedWeights(o.weightDecay),
      scaleByAdam(o.beta1, o.beta2, o.epsilon),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − η · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε).
 * Weight decay is added to the gradient. The same numbers as `torch.optim.Adam`.
 *
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
 *
 * @param options - `learningRate` η (default 0.001), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8), `weightDecay` (0)
 * @throws ChainruleError if an option is unknown or out of its range
 * @example
 * adam({ learningRate: 3e-4 });
 */
export function adam(options?: AdamOptions): Optimizer {
  return adamEntry.make(options);
}

export const adamWEntry: Entry<Optimizer> = defineEntry<AdamOptions, Optimizer>({
  name: "adamW",
  summary: { en: "Adam with weight decay apart from the gradient.", zh: "权重衰减与梯度分离的 Adam。" },
  options: {
    learningRate: rateOption(0.001),
    beta1: beta(0.9),
    beta2: beta(0.999),
    epsilon,
    weightDecay: decayOption(0.01),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("adamW", given, [
      scaleByAdam(o.beta1, o.beta2, o.epsilon),
      ...addDecayedWeights(o.weightDecay),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * Adam with weight decay apart from the gradient: w ← w − η(m̂ / (√v̂ + ε) + λw).
 * The same numbers as `torch.optim.AdamW`.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2.
 *
 * @param options - as of {@link adam}; `weightDecay` λ (default 0.01)
 * @example
 * adamW({ learningRate: 1e-3, weightDecay: 0.05 });
 */
export function adamW(options?: AdamOptions): Optimizer {
  return adamWEntry.make(options);
}

export interface NadamOptions extends AdamOptions {
  /** ψ: how quickly the momentum reaches β₁ (default 0.004). */
  readonly momentumDecay?: number;
}

export const nadamEntry: Entry<Optimizer> = defineEntry<NadamOptions, Optimizer>({
  name: "nadam",
  summary: { en: "Adam with Nesterov's momentum.", zh: "带 Nesterov 动量的 Adam。" },
  options: {
    learningRate: rateOption(0.002),
    beta1: beta(0.9),
    beta2: beta(0.999),
    epsilon,
    momentumDecay: number({
      default: 0.004,
      min: 0,
      en: "How quickly the momentum reaches beta1.",
      zh: "动量趋近 beta1 的快慢。",
    }),
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: (o, given) =>
    join("nadam", given, [
      ...addDecayedWeights(o.weightDecay),
      scaleByNadam(o.beta1, o.beta2, o.epsilon, o.momentumDecay),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * Adam with Nesterov's momentum, which grows as μₜ = β₁(1 − ½·0.96^(ψt)). The same numbers as `torch.optim.NAdam`.
 *
 * Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016, algorithm 2.
 *
 * @param options - as of {@link adam} (`learningRate` default 0.002); `momentumDecay` ψ (default 0.004)
 * @example
 * nadam({ learningRate: 1e-3 });
 */
export function nadam(options?: NadamOptions): Optimizer {
  return nadamEntry.make(options);
}

export interface LionOptions {
  readonly learningRate?: number | Schedule;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly weightDecay?: number;
}

export const lionEntry: Entry<Optimizer> = defineEntry<LionOptions, Optimizer>({
  name: "lion",
  summary: { en: "Steps of one size along the sign of the momentum.", zh: "沿动量的符号方向走固定大小的步。" },
  options: { learningRate: rateOption(0.0001), beta1: beta(0.9), beta2: beta(0.99), weightDecay: decayOption(0) },
  shorthand: "learningRate",
  create: (o, given) =>
    join("lion", given, [
      takeLionSign(o.beta1, o.beta2),
      ...addDecayedWeights(o.weightDecay),
      scaleByRate(o.learningRate),
    ]),
});

/**
 * w ← w − η(sign(β₁m + (1 − β₁)g) + λw); m ← β₂m + (1 − β₂)g.
 *
 * Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2.
 *
 * @param options - `learningRate` η (default 0.0001), `beta1` (0.9), `beta2` (0.99), `weightDecay` λ (0)
 * @example
 * lion({ learningRate: 1e-4, weightDecay: 0.1 });
 */
export function lion(options?: LionOptions): Optimizer {
  return lionEntry.make(options);
}
