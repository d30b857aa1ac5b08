import { describe, expect, it } from "vitest";
import { accuracy, topK } from "../../src/metrics/accuracy.ts";
import { confusionMatrix, f1, precision, recall } from "../../src/metrics/confusion.ts";
import { mae, r2, rmse } from "../../src/metrics/errors.ts";
import type { Metric, MetricBatch, MetricValue } from "../../src/metrics/metric.ts";

// Figures of scikit-learn 1.5 (accuracy_score, precision_score, recall_score, f1_score, confusion_matrix, r2_score) can be
// counted by hand: classes read 0 0 1 2 2 2, true classes 0 1 1 2 0 2.
const classes: MetricBatch = {
  outputs: [3, 1, 0, 3, 1, 0, 0, 4, 1, 0, 1, 4, 1, 0, 2, 0, 1, 5],
  targets: [0, 1, 1, 2, 0, 2],
  outputCount: 3,
  targetCount: 1,
  examples: 6,
  areClasses: true,
};

const numbers: MetricBatch = {
  outputs: [2.5, 0, 2, 8],
  targets: [3, -0.5, 2, 7],
  outputCount: 1,
  targetCount: 1,
  examples: 4,
  areClasses: false,
};

const bits: MetricBatch = {
  outputs: [2, -1, 0.3, -4],
  targets: [1, 1, 0, 0],
  outputCount: 1,
  targetCount: 1,
  examples: 4,
  areClasses: true,
};

/** The figure over the batch given at once, in two parts, and in two parts with a save between them: all must agree. */
function figure(metric: Metric, batch: MetricBatch, threshold?: number): MetricValue {
  const whole = metric.start({ threshold });
  whole.add(batch);
  const part = (from: number, to: number): MetricBatch => ({
    ...batch,
    outputs: Array.from(batch.outputs).slice(from * batch.outputCount, to * batch.outputCount),
    targets: Array.from(batch.targets).slice(from * batch.targetCount, to * batch.targetCount),
    examples: to - from,
  });
  const first = metric.start({ threshold });
  first.add(part(0, 3));
  const second = metric.start({ threshold });
  second.restore(JSON.parse(JSON.stringify(first.save())));
  second.add(part(3, batch.examples));
  const result = whole.result();
  if (typeof result === "number") expect(second.result()).toBeCloseTo(result, 12);
  else expect(second.result()).toEqual(result);
  return result;
}

describe("metrics", () => {
  it("count classes read right", () => {
    expect(figure(accuracy(), classes)).toBeCloseTo(4 / 6, 12);
    expect(figure(topK(2), classes)).toBeCloseTo(6 / 6, 12);
    expect(figure(topK(1), classes)).toBeCloseTo(4 / 6, 12);
  });

  it("count by true class and class read", () => {
    expect(figure(confusionMatrix(), classes)).toEqual([
      [1, 0, 1],
      [1, 1, 0],
      [0, 0, 2],
    ]);
  });

  it("average precision, recall and F1 over classes, or over all decisions", () => {
    expect(figure(precision(), classes)).toBeCloseTo((1 / 2 + 1 + 2 / 3) / 3, 12);
    expect(figure(recall(), classes)).toBeCloseTo((1 / 2 + 1 / 2 + 1) / 3, 12);
    expect(figure(f1(), classes)).toBeCloseTo((1 / 2 + 2 / 3 + 4 / 5) / 3, 12);
    for (const metric of [precision, recall, f1])
      expect(figure(metric({ average: "micro" }), classes)).toBeCloseTo(4 / 6, 12);
  });

  it("put a single output against the threshold of the loss", () => {
    expect(figure(accuracy(), bits, 0)).toBe(0.5);
    expect(figure(accuracy(), bits, 0.5)).toBe(0.75);
    expect(figure(precision({ average: "binary" }), bits, 0)).toBe(0.5);
    expect(figure(recall({ average: "binary" }), bits, 0.5)).toBe(0.5);
  });

  it("measure errors of numbers", () => {
    expect(figure(mae(), numbers)).toBe(0.5);
    expect(figure(rmse(), numbers)).toBeCloseTo(Math.sqrt(1.5 / 4), 12);
    expect(figure(r2(), numbers)).toBeCloseTo(0.9486081370449679, 12);
  });
});
