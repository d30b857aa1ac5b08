import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

/** Math.round with halves to even; a difference of exactly ½ can only come from numbers below 2⁵². */
function roundToEven(x: number): number {
  return x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

export const roundDefinition: ElementwiseDefinition<1> = {
  name: "round",
  arity: 1,
  summary: { en: "Nearest integer to each element.", zh: "逐元素取最近的整数。" },
  formula: "y = \\operatorname{round}\\left(x\\right)",
  family: "unary",
  reference: ([x]) => roundToEven(x),
  partials: { none: "it is flat but for jumps" },
  lanes: (lane, [x]) => lane.nearest(x),
  notation: ([x]) => `\\operatorname{round}\\left(${x}\\right)`,
  tolerance: 0,
  domain: { from: -2, to: 2, kinks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] },
};

const apply = defineElementwise(roundDefinition);

/**
 * Nearest integer to each element, as a float: y = round(x); it has no gradient.
 *
 * Halves go to the even neighbour, as in NumPy and PyTorch: 0.5 → 0, 1.5 → 2, 2.5 → 2.
 * ±Inf and NaN stay as they are.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const whole = round(input("x", [3])); // [3]
 */
export function round<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
