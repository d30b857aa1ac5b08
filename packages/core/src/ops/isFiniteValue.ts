import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const isFiniteValueDefinition: ElementwiseDefinition<1> = {
  name: "isFiniteValue",
  arity: 1,
  summary: {
    en: "Whether elements are finite: neither ±Inf nor NaN.",
    zh: "逐元素判断是否有限（既非 ±Inf 也非 NaN）。",
  },
  formula: "y = [\\operatorname{isFinite}(x)]",
  family: "comparison",
  types: { operands: ["f32"], result: "bool" },
  reference: ([x]) => (Number.isFinite(x) ? 1 : 0),
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [x]) => lane.less(lane.abs(x), lane.float(Number.POSITIVE_INFINITY)),
  notation: ([x]) => `\\operatorname{isFinite}\\left(${x}\\right)`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(isFiniteValueDefinition);

/**
 * Whether elements are finite: neither ±Inf nor NaN.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const mask = isFiniteValue(input("x", [3])); // bool [3]
 */
export function isFiniteValue<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
