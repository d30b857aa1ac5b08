import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import {
  type AveragePool2dAttributes,
  type AveragePool2dOptions,
  forEachWindow,
  pool2dAttributes,
  pool2dFlops,
  pool2dGeometry,
  pool2dLowering,
  pooledShape,
  windowDivisor,
} from "./pooling.ts";
import { asTuple } from "./tuple.ts";

export const averagePool2dDefinition: OpDefinition<AveragePool2dAttributes> = {
  name: "averagePool2d",
  summary: { en: "Mean of each window.", zh: "取每个窗口的平均值。" },
  formula: "Y_{ncij} = \\frac{1}{k} \\sum_{u,v} X_{n,c,\\,i s + u - p,\\,j s + v - p}",
  family: "pooling",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    return { shape: pooledShape(x, pool2dGeometry("averagePool2d", x, attributes)), dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x] = asTuple(inputs, 1);
    const type = { shape: asTuple(inputShapes, 1)[0], dtype: "f32" as const };
    forEachWindow(pool2dGeometry("averagePool2d", type, attributes), (place, pixels) => {
      const total = pixels.reduce((sum, pixel) => sum + (x[pixel] ?? Number.NaN), 0);
      output[place] = pixels.length === 0 ? 0 : total / windowDivisor(pixels, attributes);
    });
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy, _index, attributes) => {
      const [, , height = 0, width = 0] = asTuple(inputs, 1)[0].shape;
      return ops.averagePool2dGradient(dy, { ...attributes, inputSize: [height, width] });
    },
    apply: (inputs, attributes, ops) => ops.averagePool2d(asTuple(inputs, 1)[0], attributes),
  },
  lowering: (inputs, _output, attributes) =>
    pool2dLowering("averagePool2d", 1, pool2dGeometry("averagePool2d", asTuple(inputs, 1)[0], attributes), [
      attributes.countIncludePad ? 1 : 0,
    ]),
  notation: ([x]) => `\\operatorname{avgpool}(${x})`,
  flops: (shapes, _shape, attributes) =>
    pool2dFlops(pool2dGeometry("averagePool2d", { shape: asTuple(shapes, 1)[0], dtype: "f32" }, attributes)),
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(averagePool2dDefinition);

/**
 * Mean of each window.
 *
 * @param x - f32 images, [batch, channels, height, width]
 * @param options - `size`, `stride` (default: the size), `padding` (at most half of the size), and `countIncludePad`:
 *   whether padding counts as zeros (default true, as PyTorch's) or is left out of the mean
 * @throws ChainruleError if the window does not fit
 * @example
 * const smaller = averagePool2d(input("x", [64, 6, 28, 28]), { size: 2 }); // [64, 6, 14, 14]
 */
export function averagePool2d(x: Tensor, options: AveragePool2dOptions): Tensor {
  const countIncludePad = options.countIncludePad ?? true;
  return apply([x], { ...pool2dAttributes("averagePool2d", options), countIncludePad });
}
