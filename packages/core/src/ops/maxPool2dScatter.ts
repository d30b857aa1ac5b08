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
import { requireShape } from "./require.ts";
import { asTuple } from "./tuple.ts";

export const maxPool2dScatterDefinition: OpDefinition<Pool2dAttributes> = {
  name: "maxPool2dScatter",
  summary: { en: "Values laid where each window's largest pixel stands.", zh: "把值放到每个窗口最大像素的位置。" },
  formula: "\\partial X_{a} = \\sum_{i : \\operatorname{arg\\,max}_i = a} \\partial Y_i",
  family: "pooling",
  infer: (inputs, attributes) => {
    const [x, dy] = asTuple(inputs, 2);
    requireShape("maxPool2dScatter", dy, pooledShape(x, pool2dGeometry("maxPool2dScatter", x, attributes)));
    return { shape: x.shape, dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x, dy] = asTuple(inputs, 2);
    const type = { shape: asTuple(inputShapes, 2)[0], dtype: "f32" as const };
    forEachWindow(pool2dGeometry("maxPool2dScatter", type, attributes), (place, pixels) => {
      const best = largestPixel(x, pixels);
      if (best !== undefined) output[best] = (output[best] ?? 0) + (dy[place] ?? Number.NaN);
    });
  },
  // The largest pixel's place moves only in jumps, so the map is linear in dy and constant in x.
  derivative: {
    kind: "multilinear",
    wrt: [1],
    transpose: ({ inputs, ops }, dx, _index, attributes) => ops.maxPool2dSelect(asTuple(inputs, 2)[0], dx, attributes),
    apply: (inputs, attributes, ops) => ops.maxPool2dScatter(...asTuple(inputs, 2), attributes),
  },
  lowering: (inputs, _output, attributes) =>
    pool2dLowering("maxPool2dScatter", 2, pool2dGeometry("maxPool2dScatter", asTuple(inputs, 2)[0], attributes)),
  notation: ([x, dy]) => `\\operatorname{scatter}_{\\max ${x}}(${dy})`,
  flops: ([x], _shape, attributes) =>
    pool2dFlops(pool2dGeometry("maxPool2dScatter", { shape: x ?? [], dtype: "f32" }, attributes)),
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(maxPool2dScatterDefinition);

/**
 * Gradient of `maxPool2d`: each dy goes to the largest pixel of its window, the first of equal ones.
 *
 * @param x - f32, what was pooled, [batch, channels, height, width]
 * @param dy - f32, [batch, channels, outHeight, outWidth]
 * @param options - those of `maxPool2d`
 * @throws ChainruleError if the shapes do not fit
 */
export function maxPool2dScatter(x: Tensor, dy: Tensor, options: Pool2dOptions): Tensor {
  return apply([x, dy], pool2dAttributes("maxPool2dScatter", options));
}
