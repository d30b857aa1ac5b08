import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import {
  forwardReduction,
  type ReductionAttributes,
  reducedShape,
  reductionAttributes,
  reductionFlops,
  reductionLowering,
  reductionNotation,
  spread,
} from "./reduction.ts";
import { requireType } from "./require.ts";
import { asTuple } from "./tuple.ts";
import type { Reduced } from "./types/sizes.ts";

export const sumDefinition: OpDefinition<ReductionAttributes> = {
  name: "sum",
  summary: { en: "Sum over axes.", zh: "沿指定轴求和。" },
  formula: "y = \\sum_i x_i",
  family: "reduction",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    requireType("sum", x, "f32", "i32");
    return { shape: reducedShape(x.shape, attributes), dtype: x.dtype };
  },
  forward: (call, attributes) => {
    forwardReduction(call, attributes, 0, (total, value) => total + value);
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy, _index, attributes) => spread(ops, dy, asTuple(inputs, 1)[0].shape, attributes),
    apply: (inputs, attributes, ops) => ops.sum(asTuple(inputs, 1)[0], attributes),
  },
  lowering: (_inputs, _output, attributes) => reductionLowering("sum", attributes),
  notation: ([x], attributes) => reductionNotation("\\sum", x ?? "", attributes),
  flops: reductionFlops,
  tolerance: 1e-5,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(sumDefinition);

/**
 * Sum over axes: y = Σᵢ xᵢ.
 *
 * @param x - f32 or i32, any shape
 * @param options - `axes` to sum over (default: all; negative ones count from the back), `keepDims` to keep them with size 1
 * @throws ChainruleError if an axis does not exist
 * @example
 * const rows = sum(input("x", [2, 3]), { axes: -1 }); // [2]
 */
export function sum<
  S extends Shape,
  const Axes extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Tensor<S>,
  options: { readonly axes?: Axes; readonly keepDims?: KeepDims } = {},
): Tensor<Reduced<S, Axes, KeepDims>> {
  return apply([x], reductionAttributes("sum", x, options));
}
