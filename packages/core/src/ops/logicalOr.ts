import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const logicalOrDefinition: ElementwiseDefinition<2> = {
  name: "logicalOr",
  arity: 2,
  summary: { en: "Whether at least one is true.", zh: "逐元素逻辑或。" },
  formula: "y = a \\lor b",
  family: "comparison",
  types: { operands: ["bool"], result: "bool" },
  reference: ([a, b]) => Math.max(a, b),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [a, b]) => lane.or(a, b),
  notation: ([a, b]) => `{${a}} \\lor {${b}}`,
  tolerance: 0,
  domain: { from: 0, to: 1 },
};

const apply = defineElementwise(logicalOrDefinition);

/**
 * Whether at least one is true, element by element, with NumPy's broadcasting.
 *
 * @param a - bool, any shape
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const both = logicalOr(greater(input("x", [3]), 0), less(input("y", [3]), 1)); // bool [3]
 */
export function logicalOr<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"logicalOr", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
