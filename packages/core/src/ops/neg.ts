import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const negDefinition: ElementwiseDefinition<1> = {
  name: "neg",
  arity: 1,
  summary: { en: "The elements with their signs turned.", zh: "逐元素取相反数。" },
  formula: "y = -x",
  family: "arithmetic",
  types: { operands: "number", result: "same" },
  reference: ([x]) => -x,
  partials: () => [-1],
  lanes: (lane, [x]) => lane.neg(x),
  notation: ([x]) => `-${x}`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(negDefinition);

/**
 * The elements with their signs turned: y = −x.
 *
 * @param x - f32 or i32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const descent = neg(input("gradient", [2, 3])); // [2, 3]
 */
export function neg<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
