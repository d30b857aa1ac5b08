import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const tanhDefinition: ElementwiseDefinition<1> = {
  name: "tanh",
  arity: 1,
  summary: { en: "Hyperbolic tangent.", zh: "双曲正切。" },
  formula: "y = \\tanh x",
  family: "activation",
  reference: ([x]) => Math.tanh(x),
  partials: ({ output, ops }) => [ops.sub(1, ops.square(output))],
  lanes: (lane, [x]) => lane.tanh(x),
  notation: ([x]) => `\\tanh\\left(${x}\\right)`,
  flopsPerElement: 4,
  // 1 − y² < 0.1
  saturation: () => ({ kind: "bounded", center: 0, limit: Math.sqrt(0.9) }),
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(tanhDefinition);

/**
 * Hyperbolic tangent: y = tanh x; ∂y/∂x = 1 − y².
 *
 * tanh(±Inf) = ±1.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = tanh(input("z", [8, 16])); // [8, 16]
 */
export function tanh<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
