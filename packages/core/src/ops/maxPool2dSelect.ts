import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import {
  forEachWindow,
  largestPixel,
  type Pool2dAttributes,
  type Pool2dOptions,
  pool2dAttributes,
  pool2dFlops,
  pool2dGeometry,
  pool2dLowering,
  pooledShape,
} from "./pooling.ts";
import { requireShape, requireType } from "./require.ts";
import { asTuple } from "./tuple.ts";

export const maxPool2dSelectDefinition: OpDefinition<Pool2dAttributes> = {
  name: "maxPool2dSelect",
  summary: { en: "Values read where each window's largest pixel stands.", zh: "读取每个窗口最大像素位置上的值。" },
  formula: "Y_i = V_{\\operatorname{arg\\,max}_i X}",
  family: "pooling",
  infer: (inputs, attributes) => {
    const [x, v] = asTuple(inputs, 2);
    requireType("maxPool2dSelect", v, "f32");
    requireShape("maxPool2dSelect", v, x.shape);
    return { shape: pooledShape(x, pool2dGeometry("maxPool2dSelect", x, attributes)), dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x, v] = asTuple(inputs, 2);
    const type = { shape: asTuple(inputShapes, 2)[0], dtype: "f32" as const };
    forEachWindow(pool2dGeometry("maxPool2dSelect", type, attributes), (place, pixels) => {
      const best = largestPixel(x, pixels);
      output[place] = best === undefined ? 0 : (v[best] ?? Number.NaN);
    });
  },
  // The largest pixel's place moves only in jumps, so the map is linear in v and constant in x.
  derivative: {
    kind: "multilinear",
    wrt: [1],
    transpose: ({ inputs, ops }, dy, _index, attributes) => ops.maxPool2dScatter(asTuple(inputs, 2)[0], dy, attributes),
    apply: (inputs, attributes, ops) => ops.maxPool2dSelect(...asTuple(inputs, 2), attributes),
  },
  lowering: (inputs, _output, attributes) =>
    pool2dLowering("maxPool2dSelect", 2, pool2dGeometry("maxPool2dSelect", asTuple(inputs, 2)[0], attributes)),
  notation: ([x, v]) => `\\operatorname{select}_{\\max ${x}}(${v})`,
  flops: ([x], _shape, attributes) =>
    pool2dFlops(pool2dGeometry("maxPool2dSelect", { shape: x ?? [], dtype: "f32" }, attributes)),
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(maxPool2dSelectDefinition);

/**
 * Value of `v` at the largest pixel of each window of `x`: the tangent of `maxPool2d`, and the transpose of `maxPool2dScatter`.
 *
 * @param x - f32, what was pooled, [batch, channels, height, width]
 * @param v - f32, of the same shape
 * @param options - those of `maxPool2d`
 * @throws ChainruleError if the shapes do not fit
 */
export function maxPool2dSelect(x: Tensor, v: Tensor, options: Pool2dOptions): Tensor {
  return apply([x, v], pool2dAttributes("maxPool2dSelect", options));
}
