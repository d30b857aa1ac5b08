import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const floorDefinition: ElementwiseDefinition<1> = {
  name: "floor",
  arity: 1,
  summary: { en: "Greatest integer that is not above each element.", zh: "逐元素向下取整。" },
  formula: "y = \\left\\lfloor x \\right\\rfloor",
  family: "unary",
  reference: ([x]) => Math.floor(x),
  partials: { none: "it is flat but for jumps" },
  lanes: (lane, [x]) => lane.floor(x),
  notation: ([x]) => `\\left\\lfloor ${x} \\right\\rfloor`,
  tolerance: 0,
  domain: { from: -2, to: 2, kinks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] },
};

const apply = defineElementwise(floorDefinition);

/**
 * Greatest integer that is not above each element, as a float: y = ⌊x⌋; it has no gradient.
 *
 * ±Inf and NaN stay as they are.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const whole = floor(input("x", [3])); // [3]
 */
export function floor<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
