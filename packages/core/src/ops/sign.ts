import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const signDefinition: ElementwiseDefinition<1> = {
  name: "sign",
  arity: 1,
  summary: { en: "Sign of each element: −1, 0 or 1.", zh: "逐元素取符号：−1、0 或 1。" },
  formula: "y = \\operatorname{sign}(x)",
  family: "unary",
  reference: ([x]) => Math.sign(x),
  partials: { none: "it is flat but for one jump" },
  lanes: (lane, [x]) =>
    lane.select(
      lane.greater(x, lane.float(0)),
      lane.float(1),
      lane.select(lane.less(x, lane.float(0)), lane.float(-1), x),
    ),
  notation: ([x]) => `\\operatorname{sign}\\left(${x}\\right)`,
  tolerance: 0,
  domain: { from: -2, to: 2, kinks: [0] },
};

const apply = defineElementwise(signDefinition);

/**
 * Sign of each element: −1, 0 or 1; it has no gradient.
 *
 * ±0 and NaN stay as they are.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const direction = sign(input("gradient", [3])); // [3]
 */
export function sign<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
