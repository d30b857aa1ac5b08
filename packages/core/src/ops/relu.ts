import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const reluDefinition: ElementwiseDefinition<1> = {
  name: "relu",
  arity: 1,
  summary: { en: "Rectified linear unit.", zh: "修正线性单元（ReLU）。" },
  formula: "y = \\max(x, 0)",
  family: "activation",
  convention: { en: "The derivative at 0 is 0.", zh: "在 0 处导数取 0。" },
  reference: ([x]) => Math.max(x, 0),
  partials: ({ output, ops }) => [ops.where(ops.greater(output, 0), 1, 0)],
  lanes: (lane, [x]) => lane.max(x, lane.float(0)),
  notation: ([x]) => `\\operatorname{relu}\\left(${x}\\right)`,
  saturation: () => ({ kind: "rectified" }),
  tolerance: 0,
  domain: { from: -2, to: 2, kinks: [0] },
};

const apply = defineElementwise(reluDefinition);

/**
 * Rectified linear unit: y = max(x, 0); ∂y/∂x = 1 where y > 0, else 0 (at 0 too, as in PyTorch).
 *
 * relu(NaN) = NaN.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = relu(input("z", [8, 16])); // [8, 16]
 */
export function relu<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
