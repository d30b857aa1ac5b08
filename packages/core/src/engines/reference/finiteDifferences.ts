import { ChainruleError } from "../../errors/chainruleError.ts";
import type { Values } from "../../graph/boundOp.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Variable } from "../../graph/variable.ts";
import type { Feeds } from "../session.ts";
import { costAlong } from "./costAlong.ts";
import { evaluate } from "./evaluate.ts";

export interface FiniteDifferencesOptions {
  /** Tensors by name: parameters, inputs, any node that the cost depends on. */
  readonly wrt: { readonly [name: string]: Tensor };
  readonly feeds?: Feeds;
  /** Values of variables (default: their initial ones). */
  readonly state?: ReadonlyMap<Variable, Values>;
  /** First step, times max(1, |x|) (default 1e-4). */
  readonly epsilon?: number;
}

/**
 * Gradients of a scalar by central differences in f64, one element after the other: what reverse mode gives in one pass
 * takes at least four evaluations for each element here.
 *
 * @param cost - a scalar
 * @returns row-major values for each name in `wrt`
 * @throws ChainruleError if the cost is no scalar or feeds do not fit
 * @example
 * const { W } = finiteDifferences(cost, { wrt: { W: w }, feeds: { X: [[0, 1]], Y: [[1]] } });
 */
export function finiteDifferences(
  cost: Tensor,
  options: FiniteDifferencesOptions,
): { readonly [name: string]: Values } {
  const { wrt, feeds = {}, state = new Map<Variable, Values>(), epsilon = 1e-4 } = options;
  if (cost.shape.length > 0) {
    throw new ChainruleError("graph.notScalar", { op: "finiteDifferences", received: formatShape(cost.shape) });
  }
  const base = evaluate([cost, ...Object.values(wrt)], feeds, { state, keep: "all" });
  const entries = Object.entries(wrt).map(([name, tensor]) => {
    const along = costAlong(cost, tensor, base);
    const slopes = along.x.map((value, place) => {
      const direction = new Float64Array(along.x.length);
      direction[place] = 1;
      return finiteDifference((distance) => along.at(direction, distance), epsilon * Math.max(1, Math.abs(value)))
        .value;
    });
    return [name, slopes] as const;
  });
  return Object.fromEntries(entries);
}

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
