import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const cosDefinition: ElementwiseDefinition<1> = {
  name: "cos",
  arity: 1,
  summary: { en: "Cosine of each element, in radians.", zh: "逐元素取余弦（弧度）。" },
  formula: "y = \\cos x",
  family: "unary",
  reference: ([x]) => Math.cos(x),
  partials: ({ inputs: [x], ops }) => [ops.neg(ops.sin(x))],
  lanes: (lane, [x]) => lane.cos(x),
  notation: ([x]) => `\\cos\\left(${x}\\right)`,
  flopsPerElement: 4,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(cosDefinition);

/**
 * Cosine of each element, in radians: y = cos x; ∂y/∂x = −sin x.
 *
 * NaN for ±Inf. The wasm engine counts turns in single precision: angles up to about 10,000 keep their precision.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const wave = cos(mul(2 * Math.PI, input("time", [64]))); // [64]
 */
export function cos<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
