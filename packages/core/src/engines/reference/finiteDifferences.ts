/** A derivative found by differences, and how far two step sizes disagree about it. */
export interface NumericDerivative {
  readonly value: number;
  /** Disagreement of two step sizes, relative to max(1, |value|): large at a kink. */
  readonly uncertainty: number;
}

const largestUncertainty = 1e-7;
const shrink = 10;
const attempts = 3;

/**
 * Derivative of `f` at 0 by central differences with Richardson's extrapolation: (4 D(h/2) − D(h)) / 3 with
 * D(h) = (f(h) − f(−h)) / 2h, whose error falls with h⁴.
 *
 * Where D(h) and D(h/2) disagree (a kink within reach, a strong curve), ten times smaller steps are tried, up to three
 * in all, and the one that agrees best is taken.
 *
 * @param f - the function, of the distance from where the derivative is wanted
 * @param step - the first h
 */
export function finiteDifference(f: (distance: number) => number, step: number): NumericDerivative {
  let best: NumericDerivative = { value: Number.NaN, uncertainty: Number.POSITIVE_INFINITY };
  for (let attempt = 0, h = step; attempt < attempts; attempt += 1, h /= shrink) {
    const wide = (f(h) - f(-h)) / (2 * h);
    const narrow = (f(h / 2) - f(-h / 2)) / h;
    const value = (4 * narrow - wide) / 3;
    const uncertainty = Math.abs(narrow - wide) / Math.max(1, Math.abs(value));
    if (uncertainty < best.uncertainty || Number.isNaN(best.value)) best = { value, uncertainty };
    if (uncertainty < largestUncertainty) break;
  }
  return best;
}
