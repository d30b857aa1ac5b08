import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { finiteAttribute } from "./finiteAttribute.ts";
import type { Operand } from "./operand.ts";

/** Settings of `hardTanh`. */
export interface HardTanhOptions {
  /** Lower bound (default −1). */
  readonly min?: number;
  /** Upper bound (default 1). */
  readonly max?: number;
}

export const hardTanhDefinition: ElementwiseDefinition<1, { readonly min: number; readonly max: number }> = {
  name: "hardTanh",
  arity: 1,
  summary: { en: "A piecewise linear form of the hyperbolic tangent.", zh: "双曲正切的分段线性形式。" },
  formula: "y = \\min(\\max(x, a), b)",
  family: "activation",
  convention: { en: "The derivative at the bounds is 0.", zh: "在边界处导数取 0。" },
  reference: ([x], { min, max }) => Math.min(Math.max(x, min), max),
  partials: ({ output, ops }, { min, max }) => [
    ops.where(ops.logicalAnd(ops.greater(output, min), ops.less(output, max)), 1, 0),
  ],
  lanes: (lane, [x], { min, max }) => lane.min(lane.max(x, lane.float(min)), lane.float(max)),
  notation: ([x]) => `\\operatorname{hardTanh}\\left(${x}\\right)`,
  flopsPerElement: 2,
  saturation: ({ min, max }) => {
    // Bounds, centre and distance are rounded to f32: together at most this much.
    const rounding = 2 ** -22 * Math.max(Math.abs(min), Math.abs(max));
    return { kind: "bounded", center: (min + max) / 2, limit: (max - min) / 2 - rounding };
  },
  tolerance: 1e-6,
  domain: { from: -2, to: 2, kinks: [-1, 1] },
};

const apply = defineElementwise(hardTanhDefinition);

/**
 * A piecewise linear form of the hyperbolic tangent: y = min(max(x, a), b); ∂y/∂x = 1 strictly between the bounds, else 0, as
 * in PyTorch.
 *
 * @param x - f32, any shape, or a number
 * @param options - `min`: a, default −1; `max`: b, default 1, above a; both finite
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type or the bounds are not finite and in order
 * @example
 * const hidden = hardTanh(input("z", [8, 16])); // [8, 16]
 */
export function hardTanh<S extends Shape = []>(x: Operand<S>, { min = -1, max = 1 }: HardTanhOptions = {}): Tensor<S> {
  finiteAttribute("hardTanh", "min", min);
  finiteAttribute("hardTanh", "max", max);
  if (min >= max) {
    throw new ChainruleError("graph.attribute", {
      op: "hardTanh",
      name: "min",
      expected: `< ${max} (max)`,
      received: String(min),
      path: currentScope(),
    });
  }
  return apply([x], { min, max });
}
