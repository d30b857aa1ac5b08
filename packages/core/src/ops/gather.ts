import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireType } from "./require.ts";
import { asTuple } from "./tuple.ts";

type GatherAttributes = { readonly axis: number };

export const gatherDefinition: OpDefinition<GatherAttributes> = {
  name: "gather",
  summary: { en: "Rows picked by their indices.", zh: "按索引取出各行。" },
  formula: "y_{k} = x_{n_k}",
  family: "indexing",
  infer: (inputs, { axis }) => {
    const [x, indices] = asTuple(inputs, 2);
    requireType("gather", x, "f32", "i32");
    requireType("gather indices", indices, "i32");
    return { shape: x.shape.toSpliced(axis, 1, ...indices.shape), dtype: x.dtype };
  },
  forward: ({ inputs, inputShapes, output }, { axis }) => {
    const [x, indices] = asTuple(inputs, 2);
    const [shape] = asTuple(inputShapes, 2);
    const size = shape[axis] ?? 1;
    const inner = elementCount(shape.slice(axis + 1));
    const outer = elementCount(shape.slice(0, axis));
    for (let o = 0; o < outer; o += 1) {
      indices.forEach((index, k) => {
        const to = (o * indices.length + k) * inner;
        const from = (o * size + index) * inner;
        if (index < 0 || index >= size) output.fill(Number.NaN, to, to + inner);
        else output.set(x.subarray(from, from + inner), to);
      });
    }
  },
  derivative: {
    kind: "multilinear",
    wrt: [0],
    transpose: ({ inputs, ops }, dy, _index, { axis }) => {
      const [x, indices] = asTuple(inputs, 2);
      return ops.scatterAdd(dy, indices, x.shape[axis] ?? 1, axis);
    },
    apply: (inputs, { axis }, ops) => ops.gather(...asTuple(inputs, 2), axis),
  },
  lowering: ([x, indices], _output, { axis }) => {
    const size = x?.shape[axis] ?? 1;
    const inner = elementCount(x?.shape.slice(axis + 1) ?? []);
    const outer = elementCount(x?.shape.slice(0, axis) ?? []);
    const indexCount = elementCount(indices?.shape ?? []);
    return {
      kind: "kernel",
      strided: [false, false],
      call: () => ({
        kernel: "gatherRows",
        arguments: ["output", { input: 0 }, { input: 1 }, size, inner, indexCount, "begin", "end"],
        units: outer * indexCount,
        grain: 1,
        scratchBytes: 0,
      }),
    };
  },
  notation: ([x, indices]) => `${x}_{${indices}}`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(gatherDefinition);

/**
 * Rows picked by their indices along an axis: an embedding looked up, a batch drawn from a data set.
 *
 * @param x - f32 or i32, any shape of one axis or more
 * @param indices - i32, any shape; it takes the place of the axis. An index outside the axis gives NaN
 * @param axis - negative ones count from the back (default 0)
 * @throws ChainruleError if the axis does not exist or the indices are not i32
 * @example
 * const words = gather(input("table", [1000, 64]), input("tokens", [32, 20], "i32")); // [32, 20, 64]
 */
export function gather(x: Tensor, indices: Tensor, axis: number = 0): Tensor {
  return apply([x, indices], { axis: resolveAxis("gather", axis, x.shape.length) });
}
