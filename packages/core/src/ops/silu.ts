import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { lowestFloat } from "./lowestFloat.ts";
import type { Operand } from "./operand.ts";
import { logistic } from "./sigmoid.ts";

export const siluDefinition: ElementwiseDefinition<1> = {
  name: "silu",
  arity: 1,
  summary: { en: "Sigmoid-weighted linear unit, also called swish.", zh: "SiLU（又称 swish）。" },
  formula: "y = x \\, \\sigma(x)",
  family: "activation",
  source: "Elfwing, Uchibe, Doya, 2017, arXiv:1702.03118",
  reference: ([x]) => Math.max(x, -Number.MAX_VALUE) * logistic(x),
  partials: ({ inputs: [x], output, ops }) => {
    const s = ops.sigmoid(x);
    return [ops.add(s, ops.mul(output, ops.sub(1, s)))];
  },
  lanes: (lane, [x]) => lane.mul(lane.max(x, lane.float(lowestFloat)), lane.sigmoid(x)),
  notation: ([x]) => `\\operatorname{silu}\\left(${x}\\right)`,
  flopsPerElement: 5,
  tolerance: 1e-6,
  domain: { from: -4, to: 4 },
};

const apply = defineElementwise(siluDefinition);

/**
 * Sigmoid-weighted linear unit, also called swish: y = x·σ(x); ∂y/∂x = σ(x) + y·(1 − σ(x)).
 *
 * silu(−Inf) = 0, silu(Inf) = Inf.
 *
 * Source: Elfwing, Uchibe, Doya, 2017 (arXiv:1702.03118).
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = silu(input("z", [8, 16])); // [8, 16]
 */
export function silu<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
