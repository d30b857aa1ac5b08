import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const powDefinition: ElementwiseDefinition<2> = {
  name: "pow",
  arity: 2,
  summary: { en: "Elements of the first tensor to the powers in the second.", zh: "以第二个张量为指数逐元素求幂。" },
  formula: "y = a^b",
  family: "arithmetic",
  convention: {
    en: "Where b is 0, the derivative by a is 0; where a is 0 and b is not negative, the derivative by b is 0.",
    zh: "b 为 0 处对 a 的导数取 0；a 为 0 且 b 非负处对 b 的导数取 0。",
  },
  reference: ([a, b]) => a ** b,
  partials: ({ inputs: [a, b], output, ops }) => [
    ops.where(ops.equal(b, 0), 0, ops.mul(b, ops.pow(a, ops.sub(b, 1)))),
    ops.where(ops.logicalAnd(ops.equal(a, 0), ops.greaterEqual(b, 0)), 0, ops.mul(output, ops.log(a))),
  ],
  lanes: (lane, [a, b]) => lane.pow(a, b),
  notation: ([a, b]) => `{${a}}^{${b}}`,
  flopsPerElement: 8,
  tolerance: 2e-6,
  domain: [
    { from: 0.5, to: 2 },
    { from: -2, to: 2 },
  ],
};

const apply = defineElementwise(powDefinition);

/**
 * Elements of the first tensor to the powers in the second, with NumPy's broadcasting: y = aᵇ;
 * ∂y/∂a = b·aᵇ⁻¹, ∂y/∂b = y·ln a.
 *
 * Values as `Math.pow` gives them: a⁰ = 1, NaN for a negative base with a broken exponent. Where b = 0, ∂y/∂a is 0, and where
 * a = 0 and b ≥ 0, ∂y/∂b is 0, as in PyTorch. The wasm engine computes
 * e^(b ln a), whose relative error is about 1e-7·|b ln a|; `square`, `sqrt` and `reciprocal` are quicker and exact.
 *
 * @param a - f32, any shape, or a number
 * @param b - f32; its shape broadcasts with that of `a`
 * @returns a tensor of the broadcast shape
 * @throws ChainruleError if the shapes do not broadcast or an element type is not f32
 * @example
 * const decayed = pow(0.9, input("age", [5])); // [5]
 */
export function pow<A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcastable<"pow", ShapeOf<A>, ShapeOf<B>>,
): Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>> {
  return apply([a, b], {});
}
