import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import {
  type Accumulator,
  classOfOutput,
  classOfTarget,
  defaultThreshold,
  isCounted,
  type Metric,
  type MetricBatch,
  type MetricTask,
} from "./metric.ts";

/** The share of the examples that count for which `isRight` holds. */
function share({ ignoreIndex }: MetricTask, isRight: (batch: MetricBatch, example: number) => boolean): Accumulator {
  let right = 0;
  let count = 0;
  return {
    add: (batch) => {
      for (let example = 0; example < batch.examples; example += 1) {
        if (!isCounted(batch, example, ignoreIndex)) continue;
        right += isRight(batch, example) ? 1 : 0;
        count += 1;
      }
    },
    result: () => (count === 0 ? 0 : right / count),
    save: () => [right, count],
    restore: ([savedRight = 0, savedCount = 0]) => {
      right = savedRight;
      count = savedCount;
    },
  };
}

export const accuracyEntry: Entry<Metric> = defineEntry<NoOptions, Metric>({
  name: "accuracy",
  summary: { en: "Share of the examples that were read right.", zh: "判断正确的样本比例。" },
  options: {},
  create: (_options, given) => ({
    kind: "accuracy",
    options: given,
    title: { en: "accuracy", zh: "准确率" },
    isGreaterBetter: true,
    start: (task) =>
      share(task, (batch, example) => {
        const { outputs, outputCount } = batch;
        const read = classOfOutput(outputs, example * outputCount, outputCount, task.threshold ?? defaultThreshold);
        return read === classOfTarget(batch, example);
      }),
  }),
});

/**
 * Share of the examples that were read right: the class with the greatest output, or for a single output the side of the
 * loss's threshold (logit 0, probability ½). Of sequences, the share of the positions that count (see `ignoreIndex` of
 * {@link crossEntropy}).
 *
 * @example
 * await model.fit(data, { loss: crossEntropy(), optimizer: adam(), metrics: [accuracy()] });
 */
export function accuracy(): Metric {
  return accuracyEntry.make(undefined);
}

export interface TopKOptions {
  /** How many of the greatest outputs count. */
  readonly k: number;
}

export const topKEntry: Entry<Metric> = defineEntry<TopKOptions, Metric>({
  name: "topK",
  summary: {
    en: "Share of the examples whose class is among the k greatest outputs.",
    zh: "真实类别在前 k 大输出之中的样本比例。",
  },
  options: { k: integer({ min: 1, en: "How many of the greatest outputs count.", zh: "取前几个最大的输出。" }) },
  shorthand: "k",
  create: ({ k }, given) => ({
    kind: "topK",
    options: given,
    title: { en: `top-${k} accuracy`, zh: `前 ${k} 准确率` },
    isGreaterBetter: true,
    start: (task) =>
      share(task, (batch, example) => {
        const first = example * batch.outputCount;
        const truth = classOfTarget(batch, example);
        const own = batch.outputs[first + truth] ?? Number.NaN;
        let ahead = 0;
        for (let i = 0; i < batch.outputCount; i += 1) {
          const value = batch.outputs[first + i] ?? 0;
          if (value > own || (value === own && i < truth)) ahead += 1;
        }
        return !Number.isNaN(own) && ahead < k;
      }),
  }),
});

/**
 * Share of the examples whose class is among the k greatest outputs; of equal outputs the lower class goes first.
 *
 * @param k - at least 1
 * @example
 * topK(5);
 */
export function topK(k: number): Metric {
  return topKEntry.make({ k });
}
