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
import { asTuple } from "./tuple.ts";

export const maxPool2dDefinition: OpDefinition<Pool2dAttributes> = {
  name: "maxPool2d",
  summary: { en: "Largest pixel of each window.", zh: "取每个窗口的最大像素。" },
  formula: "Y_{ncij} = \\max_{u,v} X_{n,c,\\,i s + u - p,\\,j s + v - p}",
  family: "pooling",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    return { shape: pooledShape(x, pool2dGeometry("maxPool2d", x, attributes)), dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x] = asTuple(inputs, 1);
    const type = { shape: asTuple(inputShapes, 1)[0], dtype: "f32" as const };
    forEachWindow(pool2dGeometry("maxPool2d", type, attributes), (place, pixels) => {
      const best = largestPixel(x, pixels);
      output[place] = best === undefined ? Number.NEGATIVE_INFINITY : (x[best] ?? Number.NaN);
    });
  },
  derivative: {
    kind: "general",
    reverse: ({ inputs, ops }, dy, attributes) => [ops.maxPool2dScatter(asTuple(inputs, 1)[0], dy, attributes)],
    forward: ({ inputs, ops }, [dx], attributes) => dx && ops.maxPool2dSelect(asTuple(inputs, 1)[0], dx, attributes),
  },
  lowering: (inputs, _output, attributes) =>
    pool2dLowering("maxPool2d", 1, pool2dGeometry("maxPool2d", asTuple(inputs, 1)[0], attributes)),
  notation: ([x]) => `\\operatorname{maxpool}(${x})`,
  flops: (shapes, _shape, attributes) =>
    pool2dFlops(pool2dGeometry("maxPool2d", { shape: asTuple(shapes, 1)[0], dtype: "f32" }, attributes)),
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(maxPool2dDefinition);

/**
 * Largest pixel of each window. Padding counts as absent; NaN anywhere gives NaN; of equal pixels the first gets the gradient.
 *
 * @param x - f32 images, [batch, channels, height, width]
 * @param options - `size`, `stride` (default: the size), `padding` (at most half of the size)
 * @throws ChainruleError if the window does not fit
 * @example
 * const smaller = maxPool2d(input("x", [64, 6, 28, 28]), { size: 2 }); // [64, 6, 14, 14]
 */
export function maxPool2d(x: Tensor, options: Pool2dOptions): Tensor {
  return apply([x], pool2dAttributes("maxPool2d", options));
}
