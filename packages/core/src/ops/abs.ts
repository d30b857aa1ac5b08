import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const absDefinition: ElementwiseDefinition<1> = {
  name: "abs",
  arity: 1,
  summary: { en: "Absolute value of each element.", zh: "逐元素取绝对值。" },
  formula: "y = |x|",
  family: "unary",
  convention: { en: "The derivative at 0 is 0.", zh: "在 0 处导数取 0。" },
  types: { operands: "number", result: "same" },
  reference: ([x]) => Math.abs(x),
  partials: ({ inputs: [x], ops }) => [ops.sign(x)],
  lanes: (lane, [x]) => lane.abs(x),
  notation: ([x]) => `\\left|${x}\\right|`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2, kinks: [0] },
};

const apply = defineElementwise(absDefinition);

/**
 * Absolute value of each element: y = |x|; ∂y/∂x = sign(x), 0 at 0.
 *
 * @param x - f32 or i32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const distance = abs(input("error", [4])); // [4]
 */
export function abs<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
