import type { Tensor, TensorType } from "../graph/tensor.ts";
import type { Conv2dGeometry } from "../kernels/conv2dShare.ts";
import { conv2dSizeArguments, conv2dWeightGradientShare } from "../kernels/conv2dShare.ts";
import {
  addProduct,
  type Conv2dAttributes,
  type Conv2dOptions,
  conv2dAttributes,
  conv2dFlops,
  conv2dGeometry,
  conv2dShapes,
  floatTypes,
  forEachProduct,
  fourSizes,
} from "./convolution.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireShape } from "./require.ts";
import { asTuple } from "./tuple.ts";

export const conv2dWeightGradientDefinition: OpDefinition<Conv2dAttributes> = {
  name: "conv2dWeightGradient",
  summary: { en: "Transpose of a convolution for its filters.", zh: "卷积对滤波器的转置。" },
  formula: "\\partial W_{fcuv} = \\sum_{n,i,j} \\partial Y_{nfij} X_{n,c,\\,i s + u d - p,\\,j s + v d - p}",
  family: "convolution",
  infer: (inputs, attributes) => {
    const geometry = geometryOf(inputs, attributes);
    requireShape("conv2dWeightGradient", asTuple(inputs, 2)[1], conv2dShapes(geometry).y);
    return { shape: conv2dShapes(geometry).w, dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x, dy] = asTuple(inputs, 2);
    forEachProduct(geometryOf(floatTypes(inputShapes), attributes), (i, t, j) => {
      addProduct(output, t, x, i, dy, j);
    });
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dw, index, attributes) => {
      const [x, dy] = asTuple(inputs, 2);
      return index === 0 ? ops.conv2dInputGradient(dy, dw, attributes) : ops.conv2d(x, dw, attributes);
    },
    apply: (inputs, attributes, ops) => ops.conv2dWeightGradient(...asTuple(inputs, 2), attributes),
  },
  lowering: (inputs, _output, attributes) => {
    const geometry = geometryOf(inputs, attributes);
    const share = conv2dWeightGradientShare(geometry);
    const sizes = conv2dSizeArguments(geometry);
    return {
      kind: "kernel",
      strided: [false, false],
      call: () => ({
        kernel: "conv2dWeightGradient",
        arguments: ["output", { input: 0 }, { input: 1 }, ...sizes, "begin", "end", "scratch"],
        units: share.unitCount,
        grain: 1,
        scratchBytes: share.scratchByteCount,
      }),
    };
  },
  notation: ([x, dy]) => `${dy} * ${x}`,
  flops: (shapes, _shape, attributes) => conv2dFlops(geometryOf(floatTypes(shapes), attributes)),
  tolerance: 1e-5,
  domain: { from: -1, to: 1 },
};

const apply = defineOp(conv2dWeightGradientDefinition);

/**
 * Gradient of `conv2d` for its filters: each tap gathers dy times the pixels that it met.
 *
 * @param x - f32, [batch, channels, height, width]
 * @param dy - f32, [batch, filters, outHeight, outWidth]
 * @param options - those of the convolution, and `kernelSize`: height and width of the filters
 * @throws ChainruleError if a convolution of these sizes would not give the shape of `dy`
 * @example
 * const dw = conv2dWeightGradient(input("x", [1, 1, 28, 28]), input("dy", [1, 6, 24, 24]), { kernelSize: [5, 5] });
 */
export function conv2dWeightGradient(
  x: Tensor,
  dy: Tensor,
  options: Conv2dOptions & { readonly kernelSize: readonly [number, number] },
): Tensor {
  const [, , height, width] = fourSizes("conv2dWeightGradient", x);
  return apply([x, dy], conv2dAttributes("conv2dWeightGradient", options, [height, width], options.kernelSize));
}

function geometryOf(inputs: readonly TensorType[], attributes: Conv2dAttributes): Conv2dGeometry {
  const [x, dy] = asTuple(inputs, 2);
  const [batch, channels] = fourSizes("conv2dWeightGradient", x);
  const [, filters] = fourSizes("conv2dWeightGradient", dy);
  return conv2dGeometry("conv2dWeightGradient", batch, channels, filters, attributes);
}
