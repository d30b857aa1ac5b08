import { describe, expect, it } from "vitest";
import { accuracy, topK } from "../../src/metrics/accuracy.ts";
import { confusionMatrix, f1, precision, recall } from "../../src/metrics/confusion.ts";
import { mae, r2, rmse } from "../../src/metrics/errors.ts";
import { bitsPerCharacter, bitsPerToken, perplexity } from "../../src/metrics/languageModel.ts";
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
function figure(metric: Metric, batch: MetricBatch, threshold?: number, ignoreIndex?: number): MetricValue {
  const whole = metric.start({ threshold, ignoreIndex });
  whole.add(batch);
  const part = (from: number, to: number): MetricBatch => ({
    ...batch,
    outputs: Array.from(batch.outputs).slice(from * batch.outputCount, to * batch.outputCount),
    targets: Array.from(batch.targets).slice(from * batch.targetCount, to * batch.targetCount),
    examples: to - from,
  });
  const first = metric.start({ threshold, ignoreIndex });
  first.add(part(0, 3));
  const second = metric.start({ threshold, ignoreIndex });
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

  it("of positions leave those out that are ignored", () => {
    const padded: MetricBatch = { ...classes, targets: [0, 1, -1, 2, 0, -1] };
    expect(figure(accuracy(), padded, undefined, -1)).toBe(2 / 4);
    expect(figure(topK(1), padded, undefined, -1)).toBe(2 / 4);
    expect(figure(confusionMatrix(), padded, undefined, -1)).toEqual([
      [1, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    const all = perplexity().start({ threshold: undefined, ignoreIndex: -1 });
    all.add({ ...classes, targets: [-1, -1, -1, -1, -1, -1] });
    expect(all.result()).toBe(1);
  });

  it("measure language models by the mean cross-entropy of what comes next", () => {
    // The mean of −log softmax(z)_y over the first, second and fourth example, worked out by hand.
    const surprise = (row: readonly number[], y: number): number =>
      Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - (row[y] ?? 0);
    const mean = (surprise([3, 1, 0], 0) + surprise([3, 1, 0], 1) + surprise([0, 1, 4], 2)) / 3;
    const padded: MetricBatch = { ...classes, targets: [0, 1, -1, 2, -1, -1] };
    expect(figure(perplexity(), padded, undefined, -1)).toBeCloseTo(Math.exp(mean), 12);
    expect(figure(bitsPerToken(), padded, undefined, -1)).toBeCloseTo(mean / Math.LN2, 12);
    expect(figure(bitsPerCharacter(), padded, undefined, -1)).toBeCloseTo(mean / Math.LN2, 12);
    expect(figure(bitsPerCharacter({ charactersPerToken: 4 }), padded, undefined, -1)).toBeCloseTo(
      mean / Math.LN2 / 4,
      12,
    );
    expect(() => bitsPerCharacter({ charactersPerToken: 0 })).toThrow(/charactersPerToken must be a number above 0/);
  });

  it("of equal logits say how many classes there are, however large the logits", () => {
    const equal: MetricBatch = { ...classes, outputs: new Float32Array(18).fill(3e38) };
    expect(figure(perplexity(), equal)).toBeCloseTo(3, 12);
    expect(figure(bitsPerToken(), equal)).toBeCloseTo(Math.log2(3), 12);
  });
});
