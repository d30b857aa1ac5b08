import { makeOption } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";
import { onTensors } from "./arithmetic.ts";
import type { PlateauRule, Schedule } from "./schedule.ts";

export interface ReduceOnPlateauOptions {
  readonly rate: number;
  /** Figure that should fall: `"loss"` or `"validation.loss"` (default: validation loss where there is one, else loss). */
  readonly monitor?: string;
  /** What each fall multiplies the rate by (default 0.1). */
  readonly factor?: number;
  /** Epochs without improvement that are borne (default 10). */
  readonly patience?: number;
  /** Least relative improvement that counts (default 1e-4). */
  readonly threshold?: number;
  /** Epochs after a fall that are not counted (default 0). */
  readonly cooldown?: number;
  /** Rate that is not gone below (default 0). */
  readonly minimum?: number;
}

export const reduceOnPlateauEntry: Entry<Schedule> = defineEntry<ReduceOnPlateauOptions, Schedule>({
  name: "reduceOnPlateau",
  summary: { en: "Falls by a factor when the loss has stopped falling.", zh: "损失不再下降时，学习率乘以一个系数。" },
  options: {
    rate: number({ min: 0, en: "Rate at the beginning.", zh: "初始学习率。" }),
    monitor: makeOption<string>(
      {
        default: "auto",
        en: "Figure that should fall: loss or validation.loss.",
        zh: "应当下降的数值：loss 或 validation.loss。",
      },
      {
        expected: { en: "loss, validation.loss or auto", zh: " loss、validation.loss 或 auto" },
        schema: { enum: ["auto", "loss", "validation.loss"] },
        read: (value) => (value === "auto" || value === "loss" || value === "validation.loss" ? value : undefined),
      },
    ),
    factor: number({
      default: 0.1,
      above: 0,
      below: 1,
      en: "What each fall multiplies the rate by.",
      zh: "每次下降乘以的系数。",
    }),
    patience: integer({
      default: 10,
      min: 0,
      en: "Epochs without improvement that are borne.",
      zh: "容许没有改进的轮数。",
    }),
    threshold: number({
      default: 1e-4,
      min: 0,
      en: "Least relative improvement that counts.",
      zh: "算作改进的最小相对幅度。",
    }),
    cooldown: integer({
      default: 0,
      min: 0,
      en: "Epochs after a fall that are not counted.",
      zh: "每次下降后不计数的轮数。",
    }),
    minimum: number({ default: 0, min: 0, en: "Rate that is not gone below.", zh: "学习率的下限。" }),
  },
  create: ({ rate, ...rule }, given) => ({
    kind: "reduceOnPlateau",
    options: given,
    rate: (step) => onTensors.add(onTensors.mul(step, 0), rate),
    at: () => rate,
    plateau: rule,
  }),
});

/**
 * Falls by `factor` when the monitored loss has not fallen by `threshold` (relative) for more than `patience` epochs.
 *
 * `at` gives the rate at the beginning: when it falls depends on the training.
 *
 * @example
 * sgd({ learningRate: reduceOnPlateau({ rate: 0.1, patience: 3 }) });
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): Schedule {
  return reduceOnPlateauEntry.make(options);
}

/** Where a plateau rule stands; plain numbers, so that training can go on from them. */
export interface PlateauState {
  readonly scale: number;
  readonly best: number;
  readonly waited: number;
  readonly resting: number;
}

export const plateauStart: PlateauState = { scale: 1, best: Number.MAX_VALUE, waited: 0, resting: 0 };

/** The state after an epoch whose monitored loss is `value`; `rate` is the rate without any fall. */
export function afterEpoch(rule: PlateauRule, state: PlateauState, value: number, rate: number): PlateauState {
  const isBetter = value < state.best * (state.best > 0 ? 1 - rule.threshold : 1 + rule.threshold);
  const best = isBetter ? value : state.best;
  const resting = Math.max(0, state.resting - 1);
  const waited = isBetter || state.resting > 0 ? 0 : state.waited + 1;
  if (waited <= rule.patience) return { scale: state.scale, best, waited, resting };
  const least = rate > 0 ? Math.min(rule.minimum / rate, 1) : 0;
  return { scale: Math.max(state.scale * rule.factor, least), best, waited: 0, resting: rule.cooldown };
}
