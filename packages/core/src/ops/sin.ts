import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const sinDefinition: ElementwiseDefinition<1> = {
  name: "sin",
  arity: 1,
  summary: { en: "Sine of each element, in radians.", zh: "逐元素取正弦（弧度）。" },
  formula: "y = \\sin x",
  family: "unary",
  reference: ([x]) => Math.sin(x),
  partials: ({ inputs: [x], ops }) => [ops.cos(x)],
  lanes: (lane, [x]) => lane.sin(x),
  notation: ([x]) => `\\sin\\left(${x}\\right)`,
  flopsPerElement: 4,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(sinDefinition);

/**
 * Sine of each element, in radians: y = sin x; ∂y/∂x = cos x.
 *
 * NaN for ±Inf. The wasm engine counts turns in single precision: angles up to about 10,000 keep their precision.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const wave = sin(mul(2 * Math.PI, input("time", [64]))); // [64]
 */
export function sin<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
