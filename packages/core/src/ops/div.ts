import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const divDefinition: ElementwiseDefinition<2> = {
  name: "div",
  arity: 2,
  summary: { en: "Quotient of two tensors, element by element.", zh: "两个张量逐元素相除。" },
  formula: "y = \\frac{a}{b}",
  family: "arithmetic",
  reference: ([a, b]) => a / b,
  partials: ({ inputs: [, b], output, ops }) => [ops.reciprocal(b), ops.neg(ops.div(output, b))],
  lanes: (lane, [a, b]) => lane.div(a, b),
  notation: ([a, b]) => `\\frac{${a}}{${b}}`,
  tolerance: 1e-6,
  domain: [
    { from: -2, to: 2 },
    { from: 0.5, to: 2 },
  ],
};

const apply = defineElementwise(divDefinition);

/**
 * Quotient of two tensors, element by element, with NumPy's broadcasting: y = a/b; ∂y/∂a = 1/b, ∂y/∂b = −y/b.
 *
 * IEEE rules: a/0 is ±Inf, 0/0 is NaN.
 *
 * @param a - f32, any shape, or a number
 * @param b - of the same type; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const mean = div(input("total", [3]), 4); // [3]
 */
export function div<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"div", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
