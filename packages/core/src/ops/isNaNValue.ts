import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const isNaNValueDefinition: ElementwiseDefinition<1> = {
  name: "isNaNValue",
  arity: 1,
  summary: { en: "Whether elements are NaN.", zh: "逐元素判断是否为 NaN。" },
  formula: "y = [\\operatorname{isNaN}(x)]",
  family: "comparison",
  types: { operands: ["f32"], result: "bool" },
  reference: ([x]) => (Number.isNaN(x) ? 1 : 0),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [x]) => lane.notEqual(x, x),
  notation: ([x]) => `\\operatorname{isNaN}\\left(${x}\\right)`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(isNaNValueDefinition);

/**
 * Whether elements are NaN.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const mask = isNaNValue(input("x", [3])); // bool [3]
 */
export function isNaNValue<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
