import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import {
  extremeForward,
  extremeReverse,
  forwardReduction,
  type ReductionAttributes,
  reducedShape,
  reductionAttributes,
  reductionFlops,
  reductionLowering,
  reductionNotation,
} from "./reduction.ts";
import { requireType } from "./require.ts";
import { asTuple } from "./tuple.ts";
import type { Reduced } from "./types/sizes.ts";

export const maxDefinition: OpDefinition<ReductionAttributes> = {
  name: "max",
  summary: { en: "Largest element over axes.", zh: "沿指定轴取最大元素。" },
  formula: "y = \\max_i x_i",
  family: "reduction",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    requireType("max", x, "f32");
    return { shape: reducedShape(x.shape, attributes), dtype: x.dtype };
  },
  forward: (call, attributes) => {
    forwardReduction(call, attributes, Number.NEGATIVE_INFINITY, Math.max);
  },
  // Where several elements tie, each gets an equal share of the gradient.
  derivative: { kind: "general", reverse: extremeReverse, forward: extremeForward },
  lowering: (_inputs, _output, attributes) => reductionLowering("max", attributes),
  notation: ([x], attributes) => reductionNotation("\\max", x ?? "", attributes),
  flops: reductionFlops,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(maxDefinition);

/**
 * Largest element over axes: y = maxᵢ xᵢ. NaN anywhere gives NaN.
 *
 * Where several elements tie, the gradient is shared evenly among them.
 *
 * @param x - f32, any shape
 * @param options - `axes` (default: all; negative ones count from the back), `keepDims` to keep them with size 1
 * @throws ChainruleError if an axis does not exist
 * @example
 * const y = max(input("x", [2, 3]), { axes: -1 }); // [2]
 */
export function max<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Tensor<S>,
  options: { readonly axes?: Axes; readonly keepDims?: KeepDims } = {},
): Tensor<Reduced<S, Axes, KeepDims>> {
  return apply([x], reductionAttributes("max", x, options));
}
