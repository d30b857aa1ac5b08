import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireShape, requireType, requireWhole } from "./require.ts";
import { asTuple } from "./tuple.ts";

type ScatterAddAttributes = { readonly axis: number; readonly size: number };

export const scatterAddDefinition: OpDefinition<ScatterAddAttributes> = {
  name: "scatterAdd",
  summary: { en: "Sums of the rows that share an index.", zh: "把索引相同的各行相加。" },
  formula: "y_a = \\sum_{k : n_k = a} u_k",
  family: "indexing",
  infer: (inputs, { axis, size }) => {
    const [updates, indices] = asTuple(inputs, 2);
    requireType("scatterAdd", updates, "f32");
    requireType("scatterAdd indices", indices, "i32");
    requireWhole("scatterAdd", "size", [size], 0);
    const rank = indices.shape.length;
    requireShape("scatterAdd", updates, updates.shape.toSpliced(axis, rank, ...indices.shape));
    return { shape: updates.shape.toSpliced(axis, rank, size), dtype: "f32" };
  },
  forward: ({ inputs, output, shape }, { axis, size }) => {
    const [updates, indices] = asTuple(inputs, 2);
    const inner = elementCount(shape.slice(axis + 1));
    const outer = elementCount(shape.slice(0, axis));
    for (let o = 0; o < outer; o += 1) {
      indices.forEach((index, k) => {
        if (index < 0 || index >= size) return;
        const from = (o * indices.length + k) * inner;
        const to = (o * size + index) * inner;
        for (let i = 0; i < inner; i += 1) output[to + i] = (output[to + i] ?? 0) + (updates[from + i] ?? Number.NaN);
      });
    }
  },
  derivative: {
    kind: "multilinear",
    wrt: [0],
    transpose: ({ inputs, ops }, dy, _index, { axis }) => ops.gather(dy, asTuple(inputs, 2)[1], axis),
    apply: (inputs, { axis, size }, ops) => ops.scatterAdd(...asTuple(inputs, 2), size, axis),
  },
  lowering: ([, indices], output, { axis, size }) => {
    const inner = elementCount(output.shape.slice(axis + 1));
    const outer = elementCount(output.shape.slice(0, axis));
    const indexCount = elementCount(indices?.shape ?? []);
    return {
      kind: "kernel",
      strided: [false, false],
      call: () => ({
        kernel: "scatterAddRows",
        arguments: ["output", { input: 0 }, { input: 1 }, size, inner, indexCount, "begin", "end"],
        units: outer * size,
        grain: 1,
        scratchBytes: 0,
      }),
    };
  },
  notation: ([updates, indices]) => `\\operatorname{scatter}_{${indices}}(${updates})`,
  flops: ([updates]) => elementCount(updates ?? []),
  tolerance: 1e-5,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(scatterAddDefinition);

/**
 * Sums of the rows that share an index: y[a] = Σ updates[k] over all k with indices[k] = a; the transpose of `gather`.
 *
 * @param updates - f32; where the axis stands in the result it has the axes of `indices`
 * @param indices - i32, any shape; an index outside the axis is passed over
 * @param size - the axis's size in the result
 * @param axis - negative ones count from the back of the result (default 0)
 * @throws ChainruleError if the shapes do not fit
 * @example
 * const counts = scatterAdd(input("ones", [20]), input("labels", [20], "i32"), 10); // [10]
 */
export function scatterAdd(updates: Tensor, indices: Tensor, size: number, axis: number = 0): Tensor {
  const rank = updates.shape.length - indices.shape.length + 1;
  return apply([updates, indices], { axis: resolveAxis("scatterAdd", axis, rank), size });
}
