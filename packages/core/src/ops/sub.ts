import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const subDefinition: ElementwiseDefinition<2> = {
  name: "sub",
  arity: 2,
  summary: { en: "Difference of two tensors, element by element.", zh: "两个张量逐元素相减。" },
  formula: "y = a - b",
  family: "arithmetic",
  types: { operands: "number", result: "same" },
  reference: ([a, b]) => a - b,
  partials: () => [1, -1],
  lanes: (lane, [a, b]) => lane.sub(a, b),
  notation: ([a, b]) => `${a} - ${b}`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(subDefinition);

/**
 * Difference of two tensors, element by element, with NumPy's broadcasting: y = a − b.
 *
 * i32 wraps around at 32 bits.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const error = sub(input("prediction", [4, 1]), input("target", [4, 1])); // [4, 1]
 */
export function sub<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"sub", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
