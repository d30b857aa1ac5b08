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

export const minDefinition: OpDefinition<ReductionAttributes> = {
  name: "min",
  summary: { en: "Smallest element over axes.", zh: "沿指定轴取最小元素。" },
  formula: "y = \\min_i x_i",
  family: "reduction",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    requireType("min", x, "f32");
    return { shape: reducedShape(x.shape, attributes), dtype: x.dtype };
  },
  forward: (call, attributes) => {
    forwardReduction(call, attributes, Number.POSITIVE_INFINITY, Math.min);
  },
  // Where several elements tie, each gets an equal share of the gradient.
  derivative: { kind: "general", reverse: extremeReverse, forward: extremeForward },
  lowering: (_inputs, _output, attributes) => reductionLowering("min", attributes),
  notation: ([x], attributes) => reductionNotation("\\min", x ?? "", attributes),
  flops: reductionFlops,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(minDefinition);

/**
 * Smallest element over axes: y = minᵢ xᵢ. NaN anywhere gives NaN.
 *
 * Where several elements tie, the gradient is shared evenly among them.
 *
 * @param x - f32, any shape
 * @param options - `axes` (default: all; negative ones count from the back), `keepDims` to keep them with size 1
 * @throws ChainruleError if an axis does not exist
 * @example
 * const y = min(input("x", [2, 3]), { axes: -1 }); // [2]
 */
export function min<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Tensor<S>,
  options: { readonly axes?: Axes; readonly keepDims?: KeepDims } = {},
): Tensor<Reduced<S, Axes, KeepDims>> {
  return apply([x], reductionAttributes("min", x, options));
}
