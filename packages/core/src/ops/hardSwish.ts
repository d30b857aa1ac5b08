import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { lowestFloat } from "./lowestFloat.ts";
import type { Operand } from "./operand.ts";

export const hardSwishDefinition: ElementwiseDefinition<1> = {
  name: "hardSwish",
  arity: 1,
  summary: { en: "A piecewise form of silu.", zh: "silu 的分段形式。" },
  formula: "y = x \\frac{\\min(\\max(x + 3, 0), 6)}{6}",
  family: "activation",
  convention: { en: "The derivative at −3 is 0, at 3 it is 1.", zh: "在 −3 处导数取 0，在 3 处取 1。" },
  source: "Howard et al., 2019, arXiv:1905.02244",
  reference: ([x]) => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6),
  partials: ({ inputs: [x], ops }) => [
    ops.where(ops.greaterEqual(x, 3), 1, ops.where(ops.lessEqual(x, -3), 0, ops.add(ops.div(x, 3), 0.5))),
  ],
  lanes: (lane, [x]) => {
    const clipped = lane.min(lane.max(lane.add(x, lane.float(3)), lane.float(0)), lane.float(6));
    return lane.mul(lane.max(x, lane.float(lowestFloat)), lane.div(clipped, lane.float(6)));
  },
  notation: ([x]) => `\\operatorname{hardSwish}\\left(${x}\\right)`,
  flopsPerElement: 5,
  tolerance: 1e-6,
  domain: { from: -5, to: 5, kinks: [-3, 3] },
};

const apply = defineElementwise(hardSwishDefinition);

/**
 * A piecewise form of silu: y = x·min(max(x + 3, 0), 6)/6; ∂y/∂x = 0 up to −3, 1 from 3 on, x/3 + 1/2 between.
 *
 * hardSwish(−Inf) = 0, hardSwish(Inf) = Inf.
 *
 * Source: Howard et al., 2019 (arXiv:1905.02244).
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = hardSwish(input("z", [8, 16])); // [8, 16]
 */
export function hardSwish<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
