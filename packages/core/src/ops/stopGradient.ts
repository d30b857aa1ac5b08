import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { asTuple } from "./tuple.ts";

export const stopGradientDefinition: OpDefinition<Record<never, never>> = {
  name: "stopGradient",
  summary: { en: "The same values, held constant by differentiation.", zh: "数值不变，求导时视为常数。" },
  formula: "y = x, \\quad \\partial y / \\partial x := 0",
  family: "shape",
  infer: (inputs) => asTuple(inputs, 1)[0],
  forward: ({ inputs, output }) => {
    output.set(asTuple(inputs, 1)[0]);
  },
  derivative: { kind: "none", reason: "it is held constant" },
  lowering: () => ({ kind: "view", view: (input) => input }),
  notation: ([x]) => `\\operatorname{const}(${x})`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(stopGradientDefinition);

/**
 * The same values, held constant by differentiation: y = x with ∂y/∂x taken as 0.
 *
 * @param x - any type and shape
 * @example
 * const target = stopGradient(input("value", [4]));
 */
export function stopGradient<S extends Shape>(x: Tensor<S>): Tensor<S> {
  return apply([x], {});
}
