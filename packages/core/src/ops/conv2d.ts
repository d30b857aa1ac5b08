import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import type { Conv2dGeometry } from "../kernels/conv2dShare.ts";
import { conv2dForwardShare, conv2dSizeArguments } from "../kernels/conv2dShare.ts";
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
import { asTuple } from "./tuple.ts";

export const conv2dDefinition: OpDefinition<Conv2dAttributes> = {
  name: "conv2d",
  summary: { en: "Two-dimensional convolution of images.", zh: "图像的二维卷积。" },
  formula: "Y_{nfij} = \\sum_{c,u,v} W_{fcuv} X_{n,c,\\,i s + u d - p,\\,j s + v d - p}",
  family: "convolution",
  infer: (inputs, attributes) => ({ shape: conv2dShapes(geometryOf(inputs, attributes)).y, dtype: "f32" }),
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [x, w] = asTuple(inputs, 2);
    forEachProduct(geometryOf(floatTypes(inputShapes), attributes), (i, j, t) => {
      addProduct(output, t, x, i, w, j);
    });
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy, index, attributes) => {
      const [x, w] = asTuple(inputs, 2);
      return index === 0 ? ops.conv2dInputGradient(dy, w, attributes) : ops.conv2dWeightGradient(x, dy, attributes);
    },
    apply: (inputs, attributes, ops) => ops.conv2d(...asTuple(inputs, 2), attributes),
  },
  lowering: (inputs, _output, attributes) => {
    const geometry = geometryOf(inputs, attributes);
    const share = conv2dForwardShare(geometry);
    const sizes = conv2dSizeArguments(geometry);
    return {
      kind: "kernel",
      strided: [false, false],
      call: () => ({
        kernel: "conv2dForward",
        arguments: ["output", { input: 0 }, { input: 1 }, 0, ...sizes, "begin", "end", "scratch"],
        units: share.unitCount,
        grain: 1,
        scratchBytes: share.scratchByteCount,
      }),
    };
  },
  notation: ([x, w]) => `${w} * ${x}`,
  flops: (shapes, _shape, attributes) => conv2dFlops(geometryOf(floatTypes(shapes), attributes)),
  tolerance: 1e-5,
  domain: { from: -1, to: 1 },
};

const apply = defineOp(conv2dDefinition);

/**
 * Two-dimensional convolution (cross-correlation, as the field says it) of images.
 *
 * Y[n, f, i, j] = Σ_{c, u, v} W[f, c, u, v] · X[n, c, i·stride + u·dilation − padding, j·stride + v·dilation − padding]
 *
 * @param x - f32 images, [batch, channels, height, width]
 * @param w - f32 filters, [filters, channels / groups, kernelHeight, kernelWidth]
 * @param options - `stride`, `padding`, `dilation`, `groups`
 * @returns [batch, filters, outHeight, outWidth] with outHeight = ⌊(height + padding − dilation·(kernelHeight − 1) − 1) / stride⌋ + 1
 * @throws ChainruleError if channels, groups or sizes do not fit
 * @example
 * const features = conv2d(input("images", [64, 1, 28, 28]), input("w", [6, 1, 5, 5]), { padding: 2 }); // [64, 6, 28, 28]
 */
export function conv2d(x: Tensor, w: Tensor, options: Conv2dOptions = {}): Tensor {
  const [, , height, width] = fourSizes("conv2d", x);
  const [, , kernelHeight, kernelWidth] = fourSizes("conv2d", w);
  return apply([x, w], conv2dAttributes("conv2d", options, [height, width], [kernelHeight, kernelWidth]));
}

function geometryOf(inputs: readonly TensorType[], attributes: Conv2dAttributes): Conv2dGeometry {
  const [x, w] = asTuple(inputs, 2);
  const [batch, channels] = fourSizes("conv2d", x);
  const [filters, groupChannels] = fourSizes("conv2d", w);
  const expected = groupChannels * attributes.groups;
  if (channels !== expected) {
    throw new ChainruleError("graph.channels", {
      op: "conv2d",
      expected,
      received: formatShape(x.shape),
      path: currentScope(),
    });
  }
  return conv2dGeometry("conv2d", batch, channels, filters, attributes);
}
