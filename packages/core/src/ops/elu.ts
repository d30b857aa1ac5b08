import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { finiteAttribute } from "./finiteAttribute.ts";
import type { Operand } from "./operand.ts";

/** Settings of `elu`. */
export interface EluOptions {
  /** The negative of the value towards −∞ (default 1). */
  readonly alpha?: number;
}

export const eluDefinition: ElementwiseDefinition<1, { readonly alpha: number }> = {
  name: "elu",
  arity: 1,
  summary: { en: "Exponential linear unit.", zh: "指数线性单元（ELU）。" },
  formula: "y = \\begin{cases} x & x > 0 \\\\ \\alpha (e^x - 1) & x \\leq 0 \\end{cases}",
  family: "activation",
  convention: { en: "The derivative at 0 is α.", zh: "在 0 处导数取 α。" },
  source: "Clevert, Unterthiner, Hochreiter, 2015, arXiv:1511.07289",
  reference: ([x], { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  // y > 0 says the same as x > 0 unless alpha is negative, and frees x; below zero αeˣ = y + α.
  partials: ({ inputs: [x], output, ops }, { alpha }) => [
    ops.where(ops.greater(alpha < 0 ? x : output, 0), 1, ops.add(output, alpha)),
  ],
  lanes: (lane, [x], { alpha }) =>
    lane.select(lane.greater(x, lane.float(0)), x, lane.mul(lane.float(alpha), lane.expm1(x))),
  notation: ([x]) => `\\operatorname{elu}\\left(${x}\\right)`,
  flopsPerElement: 5,
  tolerance: 1e-6,
  domain: { from: -3, to: 3, kinks: [0] },
};

const apply = defineElementwise(eluDefinition);

/**
 * Exponential linear unit: y = x where x > 0, else α(eˣ − 1); ∂y/∂x = 1 or y + α (α at 0, as in PyTorch).
 *
 * elu(−Inf) = −α. Source: Clevert, Unterthiner, Hochreiter, 2015 (arXiv:1511.07289).
 *
 * @param x - f32, any shape, or a number
 * @param options - `alpha`: α, any finite number, default 1
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type or alpha is not finite
 * @example
 * const hidden = elu(input("z", [8, 16])); // [8, 16]
 */
export function elu<S extends Shape = []>(x: Operand<S>, { alpha = 1 }: EluOptions = {}): Tensor<S> {
  return apply([x], { alpha: finiteAttribute("elu", "alpha", alpha) });
}
