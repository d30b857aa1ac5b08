import type { Values } from "../../graph/boundOp.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/topologicalOrder.ts";
import { evaluate } from "./evaluate.ts";

/** A cost along directions of one tensor. */
export interface CostAlong {
  /** The cost where nothing is moved. */
  readonly cost: number;
  /** The tensor's present values. */
  readonly x: Values;
  /** The cost at x + distance · direction. */
  readonly at: (direction: Values, distance: number) => number;
}

/**
 * The cost as a function of one tensor; all that does not depend on it is computed once.
 *
 * @param base - present values of every node that the cost depends on
 */
export function costAlong(cost: Tensor, tensor: Tensor, base: ReadonlyMap<Tensor, Values>): CostAlong {
  const x = base.get(tensor) ?? new Float64Array();
  const fixed = new Map<Tensor, Values>();
  const varies = new Set<Tensor>([tensor]);
  for (const node of topologicalOrder([cost])) {
    if (node !== tensor && node.inputs.some((each) => varies.has(each))) varies.add(node);
    const value = base.get(node);
    if (!varies.has(node) && value !== undefined) fixed.set(node, value);
  }
  const at = (direction: Values, distance: number): number => {
    const moved = x.map((value, place) => value + distance * (direction[place] ?? 0));
    const given = new Map(fixed).set(tensor, moved);
    return evaluate([cost], {}, { given }).get(cost)?.[0] ?? Number.NaN;
  };
  return { cost: base.get(cost)?.[0] ?? Number.NaN, x, at };
}
