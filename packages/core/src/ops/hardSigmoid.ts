import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const hardSigmoidDefinition: ElementwiseDefinition<1> = {
  name: "hardSigmoid",
  arity: 1,
  summary: { en: "A piecewise linear form of the logistic function.", zh: "逻辑函数的分段线性形式。" },
  formula: "y = \\frac{\\min(\\max(x + 3, 0), 6)}{6}",
  family: "activation",
  convention: { en: "The derivative at −3 and 3 is 0.", zh: "在 −3 和 3 处导数取 0。" },
  reference: ([x]) => Math.min(Math.max(x + 3, 0), 6) / 6,
  partials: ({ inputs: [x], ops }) => [ops.where(ops.less(ops.abs(x), 3), 1 / 6, 0)],
  lanes: (lane, [x]) =>
    lane.div(lane.min(lane.max(lane.add(x, lane.float(3)), lane.float(0)), lane.float(6)), lane.float(6)),
  notation: ([x]) => `\\operatorname{hardSigmoid}\\left(${x}\\right)`,
  flopsPerElement: 4,
  saturation: () => ({ kind: "bounded", center: 0.5, limit: 0.5 }),
  tolerance: 1e-6,
  domain: { from: -5, to: 5, kinks: [-3, 3] },
};

const apply = defineElementwise(hardSigmoidDefinition);

/**
 * A piecewise linear form of the logistic function: y = min(max(x + 3, 0), 6)/6; ∂y/∂x = 1/6 where |x| < 3, else 0.
 *
 * hardSigmoid(−Inf) = 0, hardSigmoid(Inf) = 1; the derivative at ±3 is 0, as in PyTorch.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const gate = hardSigmoid(input("z", [8])); // [8]
 */
export function hardSigmoid<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
