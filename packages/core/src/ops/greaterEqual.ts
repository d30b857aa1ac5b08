import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const greaterEqualDefinition: ElementwiseDefinition<2> = {
  name: "greaterEqual",
  arity: 2,
  summary: {
    en: "Whether elements of the first are greater than or equal to those of the second.",
    zh: "逐元素判断前者是否大于或等于后者。",
  },
  formula: "y = [a \\geq b]",
  family: "comparison",
  types: { operands: "number", result: "bool" },
  reference: ([a, b]) => (a >= b ? 1 : 0),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [a, b]) => lane.greaterEqual(a, b),
  notation: ([a, b]) => `\\left[${a} \\geq ${b}\\right]`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(greaterEqualDefinition);

/**
 * Whether elements of the first are greater than or equal to those of the second, element by element, with NumPy's broadcasting: y = [a ≥ b].
 *
 * False wherever either is NaN. It has no gradient.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const mask = greaterEqual(input("x", [2, 3]), 0); // bool [2, 3]
 */
export function greaterEqual<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"greaterEqual", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
