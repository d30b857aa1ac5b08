import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

export const logicalNotDefinition: ElementwiseDefinition<1> = {
  name: "logicalNot",
  arity: 1,
  summary: { en: "Whether elements are false.", zh: "逐元素逻辑非。" },
  formula: "y = \\lnot x",
  family: "comparison",
  types: { operands: ["bool"], result: "bool" },
  reference: ([x]) => 1 - x,
  partials: { none: "a truth value has no slope" },
  lanes: (lane, [x]) => lane.not(x),
  notation: ([x]) => `\\lnot ${x}`,
  tolerance: 0,
  domain: { from: 0, to: 1 },
};

const apply = defineElementwise(logicalNotDefinition);

/**
 * Whether elements are false: y = ¬x.
 *
 * @param x - bool, any shape
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type
 * @example
 * const visible = logicalNot(input("hidden", [3], "bool")); // bool [3]
 */
export function logicalNot<S extends Shape = []>(x: Operand<S>): Tensor<S> {
  return apply([x], {});
}
