import { describe, expect, it } from "vitest";
import { rocCurve } from "../../src/metrics/rocCurve.ts";

describe("the ROC curve", () => {
  it("has the points and the area of scikit-learn's example", () => {
    // sklearn.metrics.roc_curve(y, scores, drop_intermediate=False) and roc_auc_score, scikit-learn 1.5
    const { points, auc } = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    expect(points.map((point) => point.threshold)).toEqual([Number.POSITIVE_INFINITY, 0.8, 0.4, 0.35, 0.1]);
    expect(points.map((point) => point.falsePositiveRate)).toEqual([0, 0, 0.5, 0.5, 1]);
    expect(points.map((point) => point.truePositiveRate)).toEqual([0, 0.5, 0.5, 1, 1]);
    expect(auc).toBe(0.75);
  });

  it("counts ties half: the area is the share of pairs in the right order", () => {
    const scores = [1, 2, 2, 3, 2, 0, 3, 1];
    const labels = [true, true, false, true, true, false, false, false];
    let pairs = 0;
    let right = 0;
    scores.forEach((positive, i) => {
      scores.forEach((negative, j) => {
        if (labels[i] !== true || labels[j] === true) return;
        pairs += 1;
        right += positive > negative ? 1 : positive === negative ? 0.5 : 0;
      });
    });
    expect(rocCurve(scores, labels).auc).toBeCloseTo(right / pairs, 12);
    expect(rocCurve([5, 5, 5], [1, 0, 0]).auc).toBe(0.5);
  });

  it("refuses a single class, scores that are no numbers, and lists of different length", () => {
    expect(() => rocCurve([1, 2], [1, 1])).toThrow("labels must be of both classes; got 2 positive, 0 negative");
    expect(() => rocCurve([], [])).toThrow(/labels must be of both classes/);
    expect(() => rocCurve([1, Number.NaN], [1, 0])).toThrow("scores must be numbers; got scores[1] = NaN");
    expect(() => rocCurve([1, 2], [1])).toThrow("labels must be one for each of 2 scores; got 1");
  });
});
