import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const softsignDefinition: ElementwiseDefinition<1> = {
  name: "softsign",
  arity: 1,
  summary: { en: "A sigmoid shape with slow tails.", zh: "尾部缓慢的 S 形函数。" },
  formula: "y = \\frac{x}{1 + |x|}",
  family: "activation",
  reference: ([x]) => Math.sign(x) / (1 + 1 / Math.abs(x)),
  partials: ({ output, ops }) => [ops.square(ops.sub(1, ops.abs(output)))],
  lanes: (lane, [x]) => {
    const magnitude = lane.div(lane.float(1), lane.add(lane.float(1), lane.div(lane.float(1), lane.abs(x))));
    return lane.select(lane.less(x, lane.float(0)), lane.neg(magnitude), magnitude);
  },
  notation: ([x]) => `\\operatorname{softsign}\\left(${x}\\right)`,
  flopsPerElement: 3,
  // (1 − |y|)² < 0.1
  saturation: () => ({ kind: "bounded", center: 0, limit: 1 - Math.sqrt(0.1) }),
  tolerance: 1e-6,
  domain: { from: -2, to: 2, kinks: [0] },
};

const apply = defineElementwise(softsignDefinition);

/**
 * A sigmoid shape with slow tails: y = x/(1 + |x|); ∂y/∂x = (1 − |y|)².
 *
 * Computed as ±1/(1 + 1/|x|), so that softsign(±Inf) = ±1.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = softsign(input("z", [8, 16])); // [8, 16]
 */
export function softsign<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
