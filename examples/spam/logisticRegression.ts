// Logistic regression over sparse vectors, trained to the end: the best line through the data for its weight decay.
import type { SparseVector } from "./tfIdf.ts";

export interface Regression {
  readonly weights: Float64Array;
  readonly bias: number;
  /** The logit: positive for class 1. */
  readonly scoreOf: (vector: SparseVector) => number;
}

export interface RegressionOptions {
  /** Number of features. */
  readonly width: number;
  /** λ in mean −ln p + λ/2 · |w|². */
  readonly decay: number;
  readonly steps?: number;
}

/**
 * Minimises mean −ln p(label) + λ/2 · |w|² over all examples by accelerated gradient descent from 0. Vectors of length 1
 * and the bias make the curvature at most ½ + λ, so the step 1 / (½ + λ) is safe.
 *
 * Source: Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k²)", 1983.
 */
export function logisticRegression(
  vectors: readonly SparseVector[],
  labels: readonly boolean[],
  options: RegressionOptions,
): Regression {
  const { width, decay, steps = 600 } = options;
  const rate = 1 / (0.5 + decay);
  // The last place is the bias.
  let point = new Float64Array(width + 1);
  let ahead = new Float64Array(width + 1);
  for (let step = 0; step < steps; step += 1) {
    const gradient = gradientAt(ahead, vectors, labels, decay);
    const next = ahead.map((value, i) => value - rate * (gradient[i] ?? 0));
    const momentum = step / (step + 3);
    ahead = next.map((value, i) => value + momentum * (value - (point[i] ?? 0)));
    point = next;
  }
  return {
    weights: point.subarray(0, width),
    bias: point[width] ?? 0,
    scoreOf: (vector) => scoreAt(point, vector),
  };
}

function gradientAt(
  point: Float64Array,
  vectors: readonly SparseVector[],
  labels: readonly boolean[],
  decay: number,
): Float64Array {
  const gradient = point.map((value, i) => (i === point.length - 1 ? 0 : decay * value));
  for (const [example, vector] of vectors.entries()) {
    const p = 1 / (1 + Math.exp(-scoreAt(point, vector)));
    const error = (p - (labels[example] === true ? 1 : 0)) / vectors.length;
    for (let i = 0; i < vector.indices.length; i += 1) {
      const feature = vector.indices[i] ?? 0;
      gradient[feature] = (gradient[feature] ?? 0) + error * (vector.values[i] ?? 0);
    }
    gradient[point.length - 1] = (gradient[point.length - 1] ?? 0) + error;
  }
  return gradient;
}

function scoreAt(point: Float64Array, { indices, values }: SparseVector): number {
  let score = point[point.length - 1] ?? 0;
  for (let i = 0; i < indices.length; i += 1) score += (point[indices[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return score;
}
