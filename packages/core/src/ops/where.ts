import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand, ShapeOf } from "./operand.ts";
import type { Broadcast, Broadcastable } from "./types/broadcast.ts";

export const whereDefinition: ElementwiseDefinition<3> = {
  name: "where",
  arity: 3,
  summary: { en: "Chooses from two tensors, element by element.", zh: "按条件从两个张量中逐元素选取。" },
  formula: "y = \\begin{cases} a & \\text{if } c \\\\ b & \\text{otherwise} \\end{cases}",
  family: "comparison",
  types: { operands: ["bool", "same", "same"], result: "same" },
  reference: ([condition, a, b]) => (condition !== 0 ? a : b),
  partials: ({ inputs: [condition], ops }) => [0, ops.where(condition, 1, 0), ops.where(condition, 0, 1)],
  lanes: (lane, [condition, a, b]) => lane.select(condition, a, b),
  notation: ([condition, a, b]) => `\\begin{cases} ${a} & ${condition} \\\\ ${b} & \\text{otherwise} \\end{cases}`,
  tolerance: 0,
  domain: [
    { from: 0, to: 1 },
    { from: -2, to: 2 },
    { from: -2, to: 2 },
  ],
};

const apply = defineElementwise(whereDefinition);

/**
 * Chooses from two tensors, element by element, with NumPy's broadcasting: y = a where the condition is true, else b.
 *
 * The gradient flows to the chosen element alone.
 *
 * @param condition - bool, any shape
 * @param a - f32, i32 or bool, any shape, or a number
 * @param b - of the same type
 * @returns a tensor of the shape that all three broadcast to
 * @throws ChainruleError if the shapes do not broadcast or the types differ
 * @example
 * const x = input("x", [2, 3]);
 * const positivePart = where(greater(x, 0), x, 0); // [2, 3]
 */
export function where<C extends Shape, A extends Operand, B extends Operand>(
  condition: Tensor<C>,
  a: A & Broadcastable<"where", C, ShapeOf<A>>,
  b: B & Broadcastable<"where", Broadcast<C, ShapeOf<A>>, ShapeOf<B>>,
): Tensor<Broadcast<Broadcast<C, ShapeOf<A>>, ShapeOf<B>>> {
  return apply([condition, a, b], {});
}
