import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const ceilDefinition: ElementwiseDefinition<1> = {
  name: "ceil",
  arity: 1,
  summary: { en: "Least integer that is not below each element.", zh: "逐元素向上取整。" },
  formula: "y = \\left\\lceil x \\right\\rceil",
  family: "unary",
  reference: ([x]) => Math.ceil(x),
  partials: { none: "it is flat but for jumps" },
  lanes: (lane, [x]) => lane.ceil(x),
  notation: ([x]) => `\\left\\lceil ${x} \\right\\rceil`,
  tolerance: 0,
  domain: { from: -2, to: 2, kinks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] },
};

const apply = defineElementwise(ceilDefinition);

/**
 * Least integer that is not below each element, as a float: y = ⌈x⌉; it has no gradient.
 *
 * ±Inf and NaN stay as they are.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const whole = ceil(input("x", [3])); // [3]
 */
export function ceil<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
