import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { finiteAttribute } from "./finiteAttribute.ts";
import type { Operand } from "./operand.ts";

/** Settings of `leakyRelu`. */
export interface LeakyReluOptions {
  /** Slope below zero (default 0.01). */
  readonly slope?: number;
}

export const leakyReluDefinition: ElementwiseDefinition<1, { readonly slope: number }> = {
  name: "leakyRelu",
  arity: 1,
  summary: { en: "Rectified linear unit with a small slope below zero.", zh: "负半轴带小斜率的 ReLU。" },
  formula: "y = \\begin{cases} x & x > 0 \\\\ \\alpha x & x \\leq 0 \\end{cases}",
  family: "activation",
  convention: { en: "The derivative at 0 is the slope.", zh: "在 0 处导数取该斜率。" },
  source: "Maas, Hannun, Ng, 2013, Rectifier nonlinearities improve neural network acoustic models",
  reference: ([x], { slope }) => (x > 0 ? x : slope * x),
  // y > 0 says the same as x > 0 unless the slope is negative, and frees x.
  partials: ({ inputs: [x], output, ops }, { slope }) => [ops.where(ops.greater(slope < 0 ? x : output, 0), 1, slope)],
  lanes: (lane, [x], { slope }) => lane.select(lane.greater(x, lane.float(0)), x, lane.mul(lane.float(slope), x)),
  notation: ([x]) => `\\operatorname{leakyRelu}\\left(${x}\\right)`,
  tolerance: 1e-6,
  domain: { from: -2, to: 2, kinks: [0] },
};

const apply = defineElementwise(leakyReluDefinition);

/**
 * Rectified linear unit with a small slope below zero: y = x where x > 0, else αx; ∂y/∂x = 1 or α (α at 0, as in PyTorch).
 *
 * Source: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
 *
 * @param x - f32, any shape, or a number
 * @param options - `slope`: α, any finite number, default 0.01
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type or the slope is not finite
 * @example
 * const hidden = leakyRelu(input("z", [8, 16]), { slope: 0.2 }); // [8, 16]
 */
export function leakyRelu<S extends Shape = []>(x: Operand<S>, { slope = 0.01 }: LeakyReluOptions = {}): Tensor<S> {
  return apply([x], { slope: finiteAttribute("leakyRelu", "slope", slope) });
}
