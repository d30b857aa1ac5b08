import type { Tensor, TensorType } from "../graph/tensor.ts";
import type { Conv2dGeometry } from "../kernels/conv2dShare.ts";
import { conv2dInputGradientShare, conv2dSizeArguments } from "../kernels/conv2dShare.ts";
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

export const conv2dInputGradientDefinition: OpDefinition<Conv2dAttributes> = {
  name: "conv2dInputGradient",
  summary: { en: "Transpose of a convolution for its input.", zh: "卷积对输入的转置。" },
  formula: "\\partial X = W \\star \\partial Y",
  family: "convolution",
  infer: (inputs, attributes) => {
    const geometry = geometryOf(inputs, attributes);
    requireShape("conv2dInputGradient", asTuple(inputs, 2)[0], conv2dShapes(geometry).y);
    return { shape: conv2dShapes(geometry).x, dtype: "f32" };
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [dy, w] = asTuple(inputs, 2);
    forEachProduct(geometryOf(floatTypes(inputShapes), attributes), (t, j, i) => {
      addProduct(output, t, dy, i, w, j);
    });
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dx, index, attributes) => {
      const [dy, w] = asTuple(inputs, 2);
      return index === 0 ? ops.conv2d(dx, w, attributes) : ops.conv2dWeightGradient(dx, dy, attributes);
    },
    apply: (inputs, attributes, ops) => ops.conv2dInputGradient(...asTuple(inputs, 2), attributes),
  },
  lowering: (inputs, _output, attributes) => {
    const geometry = geometryOf(inputs, attributes);
    const share = conv2dInputGradientShare(geometry);
    const sizes = conv2dSizeArguments(geometry);
    return {
      kind: "kernel",
      strided: [false, false],
      call: () => ({
        kernel: "conv2dInputGradient",
        arguments: ["output", { input: 0 }, { input: 1 }, 0, ...sizes, "begin", "end", "scratch"],
        units: share.unitCount,
        grain: 1,
        scratchBytes: share.scratchByteCount,
      }),
    };
  },
  notation: ([dy, w]) => `${w} \\star ${dy}`,
  flops: (shapes, _shape, attributes) => conv2dFlops(geometryOf(floatTypes(shapes), attributes)),
  tolerance: 1e-5,
  domain: { from: -1, to: 1 },
};

const apply = defineOp(conv2dInputGradientDefinition);

/**
 * Gradient of `conv2d` for its input: every dy is spread over the window that it came from. It is the convolution's transpose.
 *
 * @param dy - f32, [batch, filters, outHeight, outWidth]
 * @param w - f32, [filters, channels / groups, kernelHeight, kernelWidth]
 * @param options - those of the convolution, and `inputSize`: height and width of its input
 * @throws ChainruleError if a convolution of these sizes would not give the shape of `dy`
 * @example
 * const dx = conv2dInputGradient(input("dy", [1, 6, 24, 24]), input("w", [6, 1, 5, 5]), { inputSize: [28, 28] });
 */
export function conv2dInputGradient(
  dy: Tensor,
  w: Tensor,
  options: Conv2dOptions & { readonly inputSize: readonly [number, number] },
): Tensor {
  const [, , kernelHeight, kernelWidth] = fourSizes("conv2dInputGradient", w);
  const kernelSize = [kernelHeight, kernelWidth] as const;
  return apply([dy, w], conv2dAttributes("conv2dInputGradient", options, options.inputSize, kernelSize));
}

function geometryOf(inputs: readonly TensorType[], attributes: Conv2dAttributes): Conv2dGeometry {
  const [dy, w] = asTuple(inputs, 2);
  const [batch] = fourSizes("conv2dInputGradient", dy);
  const [filters, groupChannels] = fourSizes("conv2dInputGradient", w);
  return conv2dGeometry("conv2dInputGradient", batch, groupChannels * attributes.groups, filters, attributes);
}
