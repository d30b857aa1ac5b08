import { evaluate } from "../engines/reference/evaluate.ts";
import { elementCount, type Shape } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import { input } from "../ops/input.ts";

/** Targets of some examples as a loss takes them. */
export interface TargetSample {
  readonly values: ArrayLike<number>;
  /** Shape of one example's target, and the type it is fed as. */
  readonly shape: Shape;
  readonly dtype: "f32" | "i32";
}

const nearZero = 1e-6;

/**
 * The least cost that is found with the same output for every example, whatever the inputs: what a network reaches that
 * has learned how frequent targets are and nothing else. For cross-entropy it is the entropy of the class frequencies.
 *
 * @param outputShape - shape of one example's output
 * @returns `undefined` if the loss takes none of the outputs that are tried
 */
export function constantCost(loss: Loss, outputShape: Shape, targets: TargetSample): number | undefined {
  // Classes of positions are guessed alike at each position.
  const positions = targets.dtype === "i32" ? elementCount(targets.shape) : 1;
  const width = elementCount(outputShape) / positions;
  const examples = targets.values.length / elementCount(targets.shape);
  const means = meansOf(targets, width);
  const logit = (p: number): number => Math.log(bounded(p) / (1 - bounded(p)));
  // Means for distances and probabilities, logits for binary losses, logarithms for softmax, signs for margins.
  const candidates = [
    means,
    means.map(logit),
    means.map((p) => Math.log(bounded(p))),
    means.map((mean) => (mean > 0 ? 1 : -1)),
  ];
  const output = input("output", [examples, ...outputShape]);
  const target = input("target", [examples, ...targets.shape], targets.dtype);
  const cost = loss.apply({ output, target });
  const costs = candidates.map((candidate) => {
    const same = Float64Array.from({ length: examples * positions * width }, (_, i) => candidate[i % width] ?? 0);
    const feeds = { output: same, target: Float64Array.from(targets.values) };
    return evaluate([cost], feeds).get(cost)?.[0] ?? Number.NaN;
  });
  const finite = costs.filter((cost) => Number.isFinite(cost));
  return finite.length === 0 ? undefined : Math.min(...finite);
}

/** The mean target of every output: frequencies for classes given as indices. */
function meansOf(targets: TargetSample, width: number): readonly number[] {
  const sums = new Float64Array(width);
  const isIndices = targets.dtype === "i32";
  for (let i = 0; i < targets.values.length; i += 1) {
    const value = targets.values[i] ?? 0;
    const place = isIndices ? value : i % width;
    // Classes that do not count are negative.
    if (place < 0) continue;
    sums[place] = (sums[place] ?? 0) + (isIndices ? 1 : value);
  }
  const counted = isIndices ? sums.reduce((total, sum) => total + sum, 0) : targets.values.length / width;
  return Array.from(sums, (sum) => sum / counted);
}

function bounded(p: number): number {
  return Math.min(Math.max(p, nearZero), 1 - nearZero);
}
