import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { lowestFloat } from "./lowestFloat.ts";
import type { Operand } from "./operand.ts";

/** tanh(ln(1 + eˣ)) without overflow: tanh of a logarithm is a quotient of polynomials. */
function gate(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x > 0 ? (1 + 2 * e) / (1 + 2 * e + 2 * e * e) : (e * e + 2 * e) / (e * e + 2 * e + 2);
}

export const mishDefinition: ElementwiseDefinition<1> = {
  name: "mish",
  arity: 1,
  summary: { en: "A smooth activation without an upper bound.", zh: "无上界的光滑激活函数。" },
  formula: "y = x \\tanh(\\ln(1 + e^x))",
  family: "activation",
  source: "Misra, 2019, arXiv:1908.08681",
  reference: ([x]) => Math.max(x, -Number.MAX_VALUE) * gate(x),
  partials: ({ inputs: [x], ops }) => {
    const w = ops.tanh(ops.softplus(x));
    return [ops.add(w, ops.mul(ops.mul(x, ops.sigmoid(x)), ops.sub(1, ops.square(w))))];
  },
  lanes: (lane, [x]) => {
    const e = lane.exp(lane.neg(lane.abs(x)));
    const two = lane.float(2);
    const positive = lane.greater(x, lane.float(0));
    const numerator = lane.select(positive, lane.mulAdd(two, e, lane.float(1)), lane.mul(e, lane.add(e, two)));
    const rest = lane.select(positive, lane.mul(two, lane.mul(e, e)), two);
    return lane.mul(lane.max(x, lane.float(lowestFloat)), lane.div(numerator, lane.add(numerator, rest)));
  },
  notation: ([x]) => `\\operatorname{mish}\\left(${x}\\right)`,
  flopsPerElement: 9,
  tolerance: 1e-6,
  domain: { from: -4, to: 4 },
};

const apply = defineElementwise(mishDefinition);

/**
 * A smooth activation without an upper bound: y = x·w with w = tanh(ln(1 + eˣ)); ∂y/∂x = w + x·σ(x)·(1 − w²).
 *
 * Computed with e = e^(−|x|): w = (1 + 2e)/(1 + 2e + 2e²) for x > 0, (e² + 2e)/(e² + 2e + 2) else. mish(−Inf) = 0.
 *
 * Source: Misra, 2019 (arXiv:1908.08681).
 *
 * @param x - f32, any shape, or a number
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const hidden = mish(input("z", [8, 16])); // [8, 16]
 */
export function mish<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
