import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const logicalAndDefinition: ElementwiseDefinition<2> = {
  name: "logicalAnd",
  arity: 2,
  summary: { en: "Whether both are true.", zh: "逐元素逻辑与。" },
  formula: "y = a \\land b",
  family: "comparison",
  types: { operands: ["bool"], result: "bool" },
  reference: ([a, b]) => Math.min(a, b),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [a, b]) => lane.and(a, b),
  notation: ([a, b]) => `{${a}} \\land {${b}}`,
  tolerance: 0,
  domain: { from: 0, to: 1 },
};

const apply = defineElementwise(logicalAndDefinition);

/**
 * Whether both are true, element by element, with NumPy's broadcasting.
 *
 * @param a - bool, any shape
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const both = logicalAnd(greater(input("x", [3]), 0), less(input("y", [3]), 1)); // bool [3]
 */
export function logicalAnd<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"logicalAnd", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
