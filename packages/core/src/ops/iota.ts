import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { requireWhole } from "./require.ts";

export const iotaDefinition: ElementwiseDefinition<0, { readonly count: number }> = {
  name: "iota",
  arity: 0,
  summary: { en: "The integers from 0 up.", zh: "从 0 开始的整数。" },
  formula: "y_i = i",
  family: "indexing",
  types: { operands: [], result: "i32" },
  shape: ({ count }) => [count],
  reference: (_operands, _attributes, index) => index,
  partials: { none: "places have no slope" },
  lanes: (lane) => lane.index(),
  notation: (_operands, { count }) => `\\left(0, \\dots, ${count - 1}\\right)`,
  flopsPerElement: 0,
  tolerance: 0,
  domain: { from: 0, to: 1 },
};

const apply = defineElementwise(iotaDefinition);

/**
 * The integers 0, 1, …, count − 1.
 *
 * @param count - how many, 0 or more
 * @returns i32 of shape `[count]`
 * @throws ChainruleError if count is not a whole number
 * @example
 * const position = iota(5); // 0, 1, 2, 3, 4
 */
export function iota<const N extends number>(count: N): Tensor<readonly [N]> {
  requireWhole("iota", "count", [count], 0);
  return apply([], { count });
}
