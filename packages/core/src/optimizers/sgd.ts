import type { Schedule } from "../schedules/schedule.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, number } from "../spec/scalars.ts";
import { join } from "./chain.ts";
import { addDecayedWeights, addMomentum, scaleByRate } from "./parts.ts";
import { rateOption } from "./rateOption.ts";
import type { Optimizer } from "./transform.ts";

export interface SgdOptions {
  readonly learningRate: number | Schedule;
  /** Share of the last direction that is kept, from 0 to below 1 (default 0). */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum (default false). */
  readonly nesterov?: boolean;
  /** λ of the penalty ½λ‖w‖² (default 0). */
  readonly weightDecay?: number;
}

/** λ of the penalty ½λ‖w‖², or the share that is taken away. */
export function decayOption(fallback: number): OptionSpec<number> {
  return number({ default: fallback, min: 0, en: "Weight decay.", zh: "权重衰减。" });
}

export const sgdEntry: Entry<Optimizer> = defineEntry<SgdOptions, Optimizer>({
  name: "sgd",
  summary: { en: "Gradient descent, with momentum if wanted.", zh: "梯度下降，可带动量。" },
  options: {
    learningRate: rateOption(),
    momentum: number({
      default: 0,
      min: 0,
      below: 1,
      en: "Share of the last direction that is kept.",
      zh: "保留上一步方向的比例。",
    }),
    nesterov: boolean({
      default: false,
      en: "Whether to look ahead along the momentum.",
      zh: "是否沿动量方向预看一步。",
    }),
    weightDecay: decayOption(0),
  },
  shorthand: "learningRate",
  create: ({ learningRate, momentum, nesterov, weightDecay }, given) =>
    join("sgd", given, [
      ...addDecayedWeights(weightDecay),
      ...addMomentum(momentum, nesterov),
      scaleByRate(learningRate),
    ]),
});

/**
 * Gradient descent: g ← g + λw; b ← μb + g; w ← w − ηb (with Nesterov's look ahead w ← w − η(g + μb)).
 * The same numbers as `torch.optim.SGD`.
 *
 * @param options - `learningRate` η: a number or a schedule; `momentum` μ (default 0); `nesterov` (default false);
 *   `weightDecay` λ (default 0)
 * @throws ChainruleError if an option is unknown or out of its range
 * @example
 * sgd({ learningRate: 0.1, momentum: 0.9 });
 */
export function sgd(options: SgdOptions): Optimizer {
  return sgdEntry.make(options);
}
