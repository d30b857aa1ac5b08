import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const notEqualDefinition: ElementwiseDefinition<2> = {
  name: "notEqual",
  arity: 2,
  summary: { en: "Whether elements differ.", zh: "逐元素判断是否不等。" },
  formula: "y = [a \\neq b]",
  family: "comparison",
  types: { operands: "any", result: "bool" },
  reference: ([a, b]) => (a !== b ? 1 : 0),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [a, b]) => (a.type === "bool" ? lane.xor(a, b) : lane.notEqual(a, b)),
  notation: ([a, b]) => `\\left[${a} \\neq ${b}\\right]`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(notEqualDefinition);

/**
 * Whether elements differ, element by element, with NumPy's broadcasting: y = [a ≠ b].
 *
 * NaN is unequal to everything, itself included; −0 equals 0.
 *
 * @param a - f32, i32 or bool, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const mask = notEqual(input("x", [2, 3]), 0); // bool [2, 3]
 */
export function notEqual<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"notEqual", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
