import { ChainruleError } from "../errors/chainruleError.ts";
import type { Text } from "../spec/text.ts";

/** A point of a ROC curve: what becomes of the examples if scores of at least `threshold` are read as positive. */
export interface RocPoint {
  readonly threshold: number;
  /** Share of the negatives that are read as positive. */
  readonly falsePositiveRate: number;
  /** Share of the positives that are read as such: recall. */
  readonly truePositiveRate: number;
}

/** What {@link rocCurve} gives. */
export interface RocCurve {
  /** From (0, 0) with threshold ∞ to (1, 1), one for each different score. */
  readonly points: readonly RocPoint[];
  /** Area under the curve: the chance that a positive has a greater score than a negative, ties counting half. */
  readonly auc: number;
}

/**
 * Receiver operating characteristic of a yes-or-no decision: true against false positive rate for every threshold, and
 * the area under it by the trapezoid rule. The same numbers as scikit-learn's `roc_curve` (without dropping points) and
 * `roc_auc_score`.
 *
 * Source: Fawcett, "An introduction to ROC analysis", 2006, algorithms 1 and 2.
 *
 * @param scores - greater for what is more likely positive: logits or probabilities
 * @param labels - 1 or true for positive, 0 or false for negative; both must occur
 * @throws ChainruleError if lengths differ, a score is NaN, or one of the two classes is missing
 * @example
 * const { auc } = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.75
 */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): RocCurve {
  if (scores.length !== labels.length) {
    throw refusal(
      "labels",
      { en: `one for each of ${scores.length} scores`, zh: `与 ${scores.length} 个得分一一对应` },
      `${labels.length}`,
    );
  }
  const order = Array.from(scores, (_, index) => index);
  const score = (index: number | undefined): number => scores[index ?? 0] ?? Number.NaN;
  const missing = order.find((index) => Number.isNaN(score(index)));
  if (missing !== undefined) throw refusal("scores", { en: "numbers", zh: "数" }, `scores[${missing}] = NaN`);
  order.sort((a, b) => score(b) - score(a) || a - b);
  const positives = order.filter((index) => Number(labels[index]) > 0).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    throw refusal(
      "labels",
      { en: "of both classes", zh: "两个类别都有" },
      `${positives} positive, ${negatives} negative`,
    );
  }
  const points: RocPoint[] = [{ threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 }];
  let truePositives = 0;
  let falsePositives = 0;
  let area = 0;
  order.forEach((index, place) => {
    if (Number(labels[index]) > 0) truePositives += 1;
    else falsePositives += 1;
    const threshold = score(index);
    const isLastOfEquals = place === order.length - 1 || score(order[place + 1]) !== threshold;
    if (!isLastOfEquals) return;
    const before = points[points.length - 1];
    const point = {
      threshold,
      falsePositiveRate: falsePositives / negatives,
      truePositiveRate: truePositives / positives,
    };
    const width = point.falsePositiveRate - (before?.falsePositiveRate ?? 0);
    area += (width * (point.truePositiveRate + (before?.truePositiveRate ?? 0))) / 2;
    points.push(point);
  });
  return { points, auc: area };
}

function refusal(name: string, expected: Text, received: string): ChainruleError {
  return new ChainruleError("learning.option", { subject: "rocCurve", name, expected, received });
}
