import { named, type Tensor } from "../../graph/tensor.ts";
import { scan } from "../../ops/scan.ts";
import { where } from "../../ops/where.ts";
import { type CellWeights, inputShare, type RecurrentCell, stepCell, stepWeights } from "./recurrentCell.ts";

/** One layer in one direction over whole sequences, or over one position. */
export interface RecurrentPass {
  readonly cell: RecurrentCell;
  readonly weights: CellWeights;
  /** Whether it runs from the end to the beginning. */
  readonly reverse: boolean;
  readonly nameOf: (letter: string) => string;
}

/**
 * Runs over sequences, time first: the input's share of the gates is one product for all steps, the steps are a scan.
 * At positions that are not real the states go through unchanged and the output is zero.
 *
 * @param x - [steps, batch, features]
 * @param before - the states that it begins with, [batch, units] each
 * @param real - bool, [steps, batch, 1]; `undefined` where every position is
 */
export function runSequence(
  pass: RecurrentPass,
  x: Tensor,
  before: readonly Tensor[],
  real: Tensor | undefined,
): { readonly y: Tensor; readonly after: readonly Tensor[] } {
  const { cell, weights, reverse, nameOf } = pass;
  const own = stepWeights(cell, weights);
  const input = named(nameOf("wx"), inputShare(cell, x, weights));
  const { carry, carries } = scan(
    (states, [share = input, isReal]) => ({ carry: keepWhere(isReal, cell.step(share, states, own, nameOf), states) }),
    before,
    real === undefined ? [input] : [input, real],
    { reverse },
  );
  const [states = input] = carries;
  return { y: real === undefined ? states : where(real, states, 0), after: carry };
}

/**
 * Runs over one position.
 *
 * @param x - [batch, features]
 * @param real - bool, [batch, 1]
 */
export function runPosition(
  { cell, weights, nameOf }: RecurrentPass,
  x: Tensor,
  before: readonly Tensor[],
  real: Tensor | undefined,
): { readonly y: Tensor; readonly after: readonly Tensor[] } {
  const stepped = stepCell(cell, x, before, weights, nameOf);
  const after = keepWhere(real, stepped, before);
  const [state = x] = after;
  return { y: real === undefined ? state : where(real, state, 0), after };
}

/** The states after a step; those before it where the position is not real. */
function keepWhere(real: Tensor | undefined, after: Tensor[], before: readonly Tensor[]): Tensor[] {
  if (real === undefined) return after;
  return after.map((state, index) => where(real, state, before[index] ?? state));
}
