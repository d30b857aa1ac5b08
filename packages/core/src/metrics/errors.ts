import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import type { Text } from "../spec/text.ts";
import type { Metric } from "./metric.ts";

/** Sums over all elements, from which errors are made. */
interface ErrorSums {
  readonly count: number;
  readonly absolute: number;
  readonly squared: number;
  /** Σ (y − ȳ)² of the targets. */
  readonly spread: number;
}

function errorMetric(
  name: string,
  title: Text,
  summary: Text,
  isGreaterBetter: boolean,
  figure: (sums: ErrorSums) => number,
): Entry<Metric> {
  return defineEntry<NoOptions, Metric>({
    name,
    summary,
    options: {},
    create: (_options, given) => ({
      kind: name,
      options: given,
      title,
      isGreaterBetter,
      start: () => {
        let count = 0;
        let absolute = 0;
        let squared = 0;
        let mean = 0;
        let spread = 0;
        return {
          add: ({ outputs, targets, examples, outputCount }) => {
            for (let i = 0; i < examples * outputCount; i += 1) {
              const target = targets[i] ?? Number.NaN;
              const error = (outputs[i] ?? Number.NaN) - target;
              absolute += Math.abs(error);
              squared += error * error;
              count += 1;
              // Welford's running mean and spread
              const off = target - mean;
              mean += off / count;
              spread += off * (target - mean);
            }
          },
          result: () => figure({ count, absolute, squared, spread }),
          save: () => [count, absolute, squared, mean, spread],
          restore: (saved) => {
            [count = 0, absolute = 0, squared = 0, mean = 0, spread = 0] = saved;
          },
        };
      },
    }),
  });
}

export const maeEntry: Entry<Metric> = errorMetric(
  "mae",
  { en: "mean absolute error", zh: "平均绝对误差" },
  { en: "Mean of absolute differences.", zh: "差的绝对值的平均值。" },
  false,
  ({ count, absolute }) => (count === 0 ? 0 : absolute / count),
);
export const rmseEntry: Entry<Metric> = errorMetric(
  "rmse",
  { en: "root mean squared error", zh: "均方根误差" },
  { en: "Root of the mean of squared differences.", zh: "差的平方的平均值的平方根。" },
  false,
  ({ count, squared }) => (count === 0 ? 0 : Math.sqrt(squared / count)),
);
export const r2Entry: Entry<Metric> = errorMetric(
  "r2",
  { en: "R²", zh: "R²" },
  { en: "Share of the targets' variance that the outputs explain.", zh: "输出所解释的目标方差比例。" },
  true,
  ({ squared, spread }) => (spread === 0 ? (squared === 0 ? 1 : 0) : 1 - squared / spread),
);

/**
 * Mean absolute error: mean of |ŷ − y| over all elements.
 *
 * @example
 * await model.evaluate(data, { metrics: [mae()] });
 */
export function mae(): Metric {
  return maeEntry.make(undefined);
}

/**
 * Root mean squared error: √ of the mean of (ŷ − y)² over all elements.
 *
 * @example
 * await model.evaluate(data, { metrics: [rmse()] });
 */
export function rmse(): Metric {
  return rmseEntry.make(undefined);
}

/**
 * R² = 1 − Σ(ŷ − y)² / Σ(y − ȳ)²: 1 is perfect, 0 no better than the mean; for targets all alike 1 if exact, else 0.
 *
 * @example
 * await model.evaluate(data, { metrics: [r2()] });
 */
export function r2(): Metric {
  return r2Entry.make(undefined);
}
