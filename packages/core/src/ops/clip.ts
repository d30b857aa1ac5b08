import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import type { Operand } from "./operand.ts";

/** Bounds of `clip`. */
export interface ClipBounds {
  /** Lower bound (default: none). */
  readonly min?: number;
  /** Upper bound (default: none). */
  readonly max?: number;
}

export const clipDefinition: ElementwiseDefinition<1, { readonly min: number; readonly max: number }> = {
  name: "clip",
  arity: 1,
  summary: { en: "Each element held between two bounds.", zh: "将每个元素限制在上下界之间。" },
  formula: "y = \\min(\\max(x, a), b)",
  family: "unary",
  convention: { en: "The derivative at the bounds is 0.", zh: "在边界处导数取 0。" },
  reference: ([x], { min, max }) => Math.min(Math.max(x, min), max),
  // a < y < b says the same as a < x < b, and frees x.
  partials: ({ output, ops }, { min, max }) => {
    const above = min === Number.NEGATIVE_INFINITY ? undefined : ops.greater(output, min);
    const below = max === Number.POSITIVE_INFINITY ? undefined : ops.less(output, max);
    const inside = above !== undefined && below !== undefined ? ops.logicalAnd(above, below) : (above ?? below);
    return [inside === undefined ? 1 : ops.where(inside, 1, 0)];
  },
  lanes: (lane, [x], { min, max }) => lane.min(lane.max(x, lane.float(min)), lane.float(max)),
  notation: ([x], { min, max }) => `\\operatorname{clip}\\left(${x}, ${bound(min)}, ${bound(max)}\\right)`,
  flopsPerElement: 2,
  tolerance: 1e-6,
  domain: { from: -2, to: 2, kinks: [-1, 1] },
};

function bound(value: number): string {
  return String(value).replace("Infinity", "\\infty");
}

const apply = defineElementwise(clipDefinition);

/**
 * Each element held between two bounds: y = min(max(x, a), b); ∂y/∂x = 1 strictly between them, else 0, as
 * PyTorch's `clamp` has it today.
 *
 * NaN stays NaN.
 *
 * @param x - f32, any shape, or a number
 * @param bounds - `min`: a, default −Inf; `max`: b, default Inf, not below a
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type or the bounds are not in order
 * @example
 * const probability = clip(input("p", [4]), { min: 1e-7, max: 1 }); // [4]
 */
export function clip<S extends Shape = []>(
  x: Operand<S>,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: ClipBounds,
): Tensor<S> {
  if (!(min <= max)) {
    throw new ChainruleError("graph.attribute", {
      op: "clip",
      name: "min",
      expected: `≤ ${max} (max)`,
      received: String(min),
      path: currentScope(),
    });
  }
  return apply([x], { min, max });
}
