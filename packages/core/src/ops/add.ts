import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const addDefinition: ElementwiseDefinition<2> = {
  name: "add",
  arity: 2,
  summary: { en: "Sum of two tensors, element by element.", zh: "两个张量逐元素相加。" },
  formula: "y = a + b",
  family: "arithmetic",
  types: { operands: "number", result: "same" },
  isSum: true,
  reference: ([a, b]) => a + b,
  partials: () => [1, 1],
  lanes: (lane, [a, b]) => lane.add(a, b),
  notation: ([a, b]) => `${a} + ${b}`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(addDefinition);

/**
 * Sum of two tensors, element by element, with NumPy's broadcasting: y = a + b.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const sum = add(input("a", [2, 3]), input("b", [3])); // [2, 3]
 */
export function add<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"add", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
