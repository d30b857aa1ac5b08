import { ChainruleError } from "../errors/chainruleError.ts";
import type { View } from "../graph/lowering.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { readView, rowMajorView } from "./strided.ts";
import { asTuple } from "./tuple.ts";
import type { Transposed } from "./types/sizes.ts";

type TransposeAttributes = { readonly axes: readonly number[] };

export const transposeDefinition: OpDefinition<TransposeAttributes> = {
  name: "transpose",
  summary: { en: "The tensor with its axes in another order.", zh: "按另一种顺序排列张量的轴。" },
  formula: "y_{j,i} = x_{i,j}",
  family: "shape",
  infer: (inputs, { axes }) => {
    const [x] = asTuple(inputs, 1);
    return { shape: axes.map((axis) => x.shape[axis] ?? 1), dtype: x.dtype };
  },
  forward: ({ inputs, inputShapes, output }, { axes }) => {
    readView(inputs[0], permuted(rowMajorView(asTuple(inputShapes, 1)[0]), axes), output);
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ ops }, dy, _index, { axes }) => ops.transpose(dy, inverse(axes)),
    apply: (inputs, { axes }, ops) => ops.transpose(asTuple(inputs, 1)[0], axes),
  },
  lowering: (_inputs, _output, { axes }) => ({ kind: "view", view: (input) => permuted(input, axes) }),
  notation: ([x], { axes }) => (axes.length === 2 ? `${x}^{\\mathsf T}` : `${x}^{\\mathsf T(${axes.join(",")})}`),
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(transposeDefinition);

/**
 * The tensor with its axes in another order: axis i of the result is axis `axes[i]` of `x`.
 *
 * @param x - any type and shape
 * @param axes - every axis once, negative ones counted from the back (default: reversed, which for a matrix is xᵀ)
 * @throws ChainruleError if `axes` is not a permutation
 * @example
 * const rows = transpose(input("x", [2, 4])); // [4, 2]
 */
export function transpose<S extends Shape, const Axes extends readonly number[] | undefined = undefined>(
  x: Tensor<S>,
  axes?: Axes,
): Tensor<Transposed<S, Axes>> {
  const rank = x.shape.length;
  const order = axes?.map((axis) => resolveAxis("transpose", axis, rank)) ?? x.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new ChainruleError("graph.permutation", {
      op: "transpose",
      rank,
      received: `[${axes?.join(", ") ?? ""}]`,
      path: currentScope(),
    });
  }
  return apply([x], { axes: order });
}

function permuted(view: View, axes: readonly number[]): View {
  return {
    shape: axes.map((axis) => view.shape[axis] ?? 1),
    strides: axes.map((axis) => view.strides[axis] ?? 0),
    offset: view.offset,
  };
}

function inverse(axes: readonly number[]): number[] {
  const result = axes.map(() => 0);
  axes.forEach((axis, place) => {
    result[axis] = place;
  });
  return result;
}
