import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const mulDefinition: ElementwiseDefinition<2> = {
  name: "mul",
  arity: 2,
  summary: { en: "Product of two tensors, element by element.", zh: "两个张量逐元素相乘。" },
  formula: "y = a \\, b",
  family: "arithmetic",
  types: { operands: "number", result: "same" },
  integerReference: ([a, b]) => Math.imul(a, b),
  reference: ([a, b]) => a * b,
  partials: ({ inputs: [a, b] }) => [b, a],
  lanes: (lane, [a, b]) => lane.mul(a, b),
  notation: ([a, b]) => `${a} \\cdot ${b}`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(mulDefinition);

/**
 * Product of two tensors, element by element, with NumPy's broadcasting: y = a·b; ∂y/∂a = b, ∂y/∂b = a.
 *
 * i32 wraps around at 32 bits.
 *
 * @param a - f32 or i32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const scaled = mul(0.5, input("x", [2, 3])); // [2, 3]
 */
export function mul<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"mul", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
