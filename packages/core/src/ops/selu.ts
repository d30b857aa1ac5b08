import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

export const seluDefinition: ElementwiseDefinition<1> = {
  name: "selu",
  arity: 1,
  summary: {
    en: "Scaled exponential linear unit, which keeps mean 0 and variance 1.",
    zh: "缩放指数线性单元，保持均值 0、方差 1。",
  },
  formula: "y = \\lambda \\begin{cases} x & x > 0 \\\\ \\alpha (e^x - 1) & x \\leq 0 \\end{cases}",
  family: "activation",
  convention: { en: "The derivative at 0 is λα.", zh: "在 0 处导数取 λα。" },
  source: "Klambauer, Unterthiner, Mayr, Hochreiter, 2017, arXiv:1706.02515",
  reference: ([x]) => scale * (x > 0 ? x : alpha * Math.expm1(x)),
  partials: ({ output, ops }) => [ops.where(ops.greater(output, 0), scale, ops.add(output, scale * alpha))],
  lanes: (lane, [x]) =>
    lane.select(
      lane.greater(x, lane.float(0)),
      lane.mul(lane.float(scale), x),
      lane.mul(lane.float(scale * alpha), lane.expm1(x)),
    ),
  notation: ([x]) => `\\operatorname{selu}\\left(${x}\\right)`,
  flopsPerElement: 5,
  tolerance: 1e-6,
  domain: { from: -3, to: 3, kinks: [0] },
};

const apply = defineElementwise(seluDefinition);

/**
 * Scaled exponential linear unit: y = λx where x > 0, else λα(eˣ − 1), with λ ≈ 1.0507 and α ≈ 1.6733, for which layers keep
 * mean 0 and variance 1; ∂y/∂x = λ or y + λα (λα at 0, as in PyTorch).
 *
 * selu(−Inf) = −λα. Source: Klambauer, Unterthiner, Mayr, Hochreiter, 2017 (arXiv:1706.02515).
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = selu(input("z", [8, 16])); // [8, 16]
 */
export function selu<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
