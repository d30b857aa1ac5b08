import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const softplusDefinition: ElementwiseDefinition<1> = {
  name: "softplus",
  arity: 1,
  summary: { en: "A smooth form of relu.", zh: "relu 的光滑形式。" },
  formula: "y = \\ln(1 + e^x)",
  family: "activation",
  reference: ([x]) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  partials: ({ inputs: [x], ops }) => [ops.sigmoid(x)],
  lanes: (lane, [x]) => lane.add(lane.max(x, lane.float(0)), lane.log1p(lane.exp(lane.neg(lane.abs(x))))),
  notation: ([x]) => `\\operatorname{softplus}\\left(${x}\\right)`,
  flopsPerElement: 8,
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineElementwise(softplusDefinition);

/**
 * A smooth form of relu: y = ln(1 + eˣ); ∂y/∂x = σ(x).
 *
 * Computed as max(x, 0) + ln(1 + e^(−|x|)), which never overflows: softplus(−Inf) = 0, softplus(Inf) = Inf.
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const deviation = softplus(input("raw", [3])); // [3], positive
 */
export function softplus<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
