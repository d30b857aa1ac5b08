import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { choice } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import {
  type Accumulator,
  classOfOutput,
  classOfTarget,
  defaultThreshold,
  isCounted,
  type Metric,
  type MetricBatch,
  type MetricTask,
  type MetricValue,
} from "./metric.ts";

/** Counts of examples by true class (rows) and by the class that was read (columns). */
class ConfusionCounts {
  #counts: number[][] = [];
  readonly #threshold: number;
  readonly #ignoreIndex: number | undefined;

  constructor(task: MetricTask) {
    this.#threshold = task.threshold ?? defaultThreshold;
    this.#ignoreIndex = task.ignoreIndex;
  }

  add(batch: MetricBatch): void {
    const { outputs, outputCount } = batch;
    this.#grow(outputCount === 1 ? 2 : outputCount);
    for (let example = 0; example < batch.examples; example += 1) {
      if (!isCounted(batch, example, this.#ignoreIndex)) continue;
      const read = classOfOutput(outputs, example * outputCount, outputCount, this.#threshold);
      const truth = classOfTarget(batch, example);
      this.#grow(truth + 1);
      const row = this.#counts[truth];
      if (row !== undefined) row[read] = (row[read] ?? 0) + 1;
    }
  }

  /** Row i, column j: examples of class i read as class j. */
  get matrix(): readonly (readonly number[])[] {
    return this.#counts.map((row) => [...row]);
  }

  /** Goes on from the flat rows of a square matrix. */
  restore(saved: readonly number[]): void {
    const classes = Math.round(Math.sqrt(saved.length));
    this.#counts = Array.from({ length: classes }, (_, row) => saved.slice(row * classes, (row + 1) * classes));
  }

  #grow(classes: number): void {
    if (classes <= this.#counts.length) return;
    for (const row of this.#counts) while (row.length < classes) row.push(0);
    while (this.#counts.length < classes) this.#counts.push(new Array<number>(classes).fill(0));
  }
}

function start(task: MetricTask, result: (matrix: readonly (readonly number[])[]) => MetricValue): Accumulator {
  const counts = new ConfusionCounts(task);
  return {
    add: (batch) => {
      counts.add(batch);
    },
    result: () => result(counts.matrix),
    save: () => counts.matrix.flat(),
    restore: (saved) => {
      counts.restore(saved);
    },
  };
}

export const confusionMatrixEntry: Entry<Metric> = defineEntry<NoOptions, Metric>({
  name: "confusionMatrix",
  summary: {
    en: "Counts of examples by true class (rows) and class read (columns).",
    zh: "按真实类别（行）与预测类别（列）统计样本数。",
  },
  options: {},
  create: (_options, given) => ({
    kind: "confusionMatrix",
    options: given,
    title: { en: "confusion matrix", zh: "混淆矩阵" },
    isGreaterBetter: true,
    start: (task) => start(task, (matrix) => matrix),
  }),
});

/**
 * Counts of examples: row i, column j holds those of class i that were read as class j.
 *
 * @example
 * await model.evaluate(digits.test, { metrics: [confusionMatrix()] });
 */
export function confusionMatrix(): Metric {
  return confusionMatrixEntry.make(undefined);
}

export interface AverageOptions {
  /**
   * `"macro"` (default): the mean over classes; `"micro"`: over all decisions together; `"binary"`: of the second class
   * alone. Classes that were neither there nor read are left out of the mean.
   */
  readonly average?: "macro" | "micro" | "binary";
}

interface ClassCounts {
  readonly hits: number;
  /** Examples read as the class, and examples of the class. */
  readonly read: number;
  readonly there: number;
}

function countsOf(matrix: readonly (readonly number[])[], index: number): ClassCounts {
  return {
    hits: matrix[index]?.[index] ?? 0,
    read: matrix.reduce((total, row) => total + (row[index] ?? 0), 0),
    there: matrix[index]?.reduce((total, count) => total + count, 0) ?? 0,
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function averaged(name: string, title: Text, summary: Text, figure: (counts: ClassCounts) => number): Entry<Metric> {
  return defineEntry<AverageOptions, Metric>({
    name,
    summary,
    options: {
      average: choice(["macro", "micro", "binary"], {
        default: "macro",
        en: "How classes are averaged.",
        zh: "各类别的平均方式。",
      }),
    },
    shorthand: "average",
    create: ({ average }, given) => ({
      kind: name,
      options: given,
      title,
      isGreaterBetter: true,
      start: (task) =>
        start(task, (matrix) => {
          const all = matrix.map((_, index) => countsOf(matrix, index));
          if (average === "binary") return figure(countsOf(matrix, 1));
          if (average === "micro") {
            const total = (of: (counts: ClassCounts) => number): number =>
              all.reduce((sum, counts) => sum + of(counts), 0);
            return figure({ hits: total((c) => c.hits), read: total((c) => c.read), there: total((c) => c.there) });
          }
          const present = all.filter((counts) => counts.read + counts.there > 0);
          return ratio(
            present.reduce((sum, counts) => sum + figure(counts), 0),
            present.length,
          );
        }),
    }),
  });
}

export const precisionEntry: Entry<Metric> = averaged(
  "precision",
  { en: "precision", zh: "精确率" },
  { en: "Share of the examples read as a class that are of it.", zh: "判为某类的样本中真正属于该类的比例。" },
  ({ hits, read }) => ratio(hits, read),
);
export const recallEntry: Entry<Metric> = averaged(
  "recall",
  { en: "recall", zh: "召回率" },
  { en: "Share of the examples of a class that were read as it.", zh: "某类样本中被正确判出的比例。" },
  ({ hits, there }) => ratio(hits, there),
);
export const f1Entry: Entry<Metric> = averaged(
  "f1",
  { en: "F1", zh: "F1" },
  { en: "Harmonic mean of precision and recall.", zh: "精确率与召回率的调和平均。" },
  ({ hits, read, there }) => ratio(2 * hits, read + there),
);

/**
 * Share of the examples read as a class that are of it: hits / read; 0 where none was read.
 *
 * @param options - `average`: `"macro"` (default), `"micro"` or `"binary"`
 * @example
 * precision({ average: "binary" });
 */
export function precision(options?: AverageOptions): Metric {
  return precisionEntry.make(options);
}

/**
 * Share of the examples of a class that were read as it: hits / there; 0 where there are none.
 *
 * @param options - `average`: `"macro"` (default), `"micro"` or `"binary"`
 * @example
 * recall();
 */
export function recall(options?: AverageOptions): Metric {
  return recallEntry.make(options);
}

/**
 * Harmonic mean of precision and recall: 2·hits / (read + there).
 *
 * @param options - `average`: `"macro"` (default), `"micro"` or `"binary"`
 * @example
 * f1();
 */
export function f1(options?: AverageOptions): Metric {
  return f1Entry.make(options);
}
