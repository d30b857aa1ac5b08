import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { readView, rowMajorView } from "./strided.ts";
import { asTuple } from "./tuple.ts";

type BroadcastToAttributes = { readonly shape: Shape };

export const broadcastToDefinition: OpDefinition<BroadcastToAttributes> = {
  name: "broadcastTo",
  summary: {
    en: "The tensor repeated along axes of size 1 and new leading axes.",
    zh: "沿大小为 1 的轴和新增的前置轴重复张量。",
  },
  formula: "y_{i,j} = x_{j}",
  family: "shape",
  infer: (inputs, { shape }) => {
    const [x] = asTuple(inputs, 1);
    const common = broadcastShapes(x.shape, shape);
    if (common === undefined || !sameShape(common, shape)) {
      throw new ChainruleError("graph.broadcastTo", {
        op: "broadcastTo",
        expected: formatShape(shape),
        received: formatShape(x.shape),
        path: currentScope(),
      });
    }
    return { shape, dtype: x.dtype };
  },
  forward: ({ inputs, inputShapes, output }, { shape }) => {
    const view = rowMajorView(asTuple(inputShapes, 1)[0]);
    readView(inputs[0], { ...view, shape, strides: broadcastStrides(view.shape, shape) }, output);
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy) => ops.sumTo(dy, asTuple(inputs, 1)[0].shape),
    apply: (inputs, { shape }, ops) => ops.broadcastTo(asTuple(inputs, 1)[0], shape),
  },
  lowering: (_inputs, _output, { shape }) => ({
    kind: "view",
    view: (input) => ({ shape, strides: broadcastStrides(input.shape, shape, input.strides), offset: input.offset }),
  }),
  notation: ([x], { shape }) => `\\operatorname{broadcast}_{${shape.join("\\times ")}}(${x})`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(broadcastToDefinition);

/**
 * The tensor repeated along axes of size 1, and along new axes in front, until it has the shape asked for.
 *
 * @param x - any type; its shape must broadcast to `shape`
 * @throws ChainruleError if it does not
 * @example
 * const rows = broadcastTo(input("b", [3]), [2, 3]);
 */
export function broadcastTo<const S extends Shape>(x: Tensor, shape: S): Tensor<S> {
  return apply([x], { shape });
}
