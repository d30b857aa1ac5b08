import { elementCount } from "../graph/shape.ts";
import { flatten as flattenOp } from "../ops/flatten.ts";
import { reshape } from "../ops/reshape.ts";
import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import type { Layer } from "./layer.ts";
import { layerOrOp, type PlainLayerOrOp } from "./layerOrOp.ts";

export const flattenEntry: Entry<Layer> = defineEntry<NoOptions, Layer>({
  name: "flatten",
  summary: { en: "Each example as one list of numbers.", zh: "把每个样本展平成一列数。" },
  options: {},
  create: (_options, given) => ({
    kind: "flatten",
    options: given,
    build: (input) => {
      const size = elementCount(input.shape);
      return {
        output: { shape: [size], dtype: input.dtype },
        multiplyAdds: 0,
        apply: (x) => (x.shape.length === 2 ? x : reshape(x, [x.shape[0] ?? 1, size])),
      };
    },
  }),
});

/** Each example as one list of numbers: a layer, or with a tensor the op, which flattens from an axis on. @example flatten(); */
export const flatten: PlainLayerOrOp<typeof flattenOp> = layerOrOp(flattenEntry, flattenOp);
