import type { Tensor, TensorType } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import {
  type AveragePool2dAttributes,
  type AveragePool2dOptions,
  forEachWindow,
  type Pool2dGeometry,
  pool2dAttributes,
  pool2dFlops,
  pool2dGeometry,
  pool2dLowering,
  pooledShape,
  windowDivisor,
} from "./pooling.ts";
import { requireRank, requireShape, requireWhole } from "./require.ts";
import { asTuple } from "./tuple.ts";

type Attributes = AveragePool2dAttributes & { readonly inputSize: readonly [number, number] };

export const averagePool2dGradientDefinition: OpDefinition<Attributes> = {
  name: "averagePool2dGradient",
  summary: { en: "Transpose of average pooling.", zh: "平均池化的转置。" },
  formula: "\\partial X_a = \\sum_{i \\ni a} \\tfrac{1}{k_i} \\partial Y_i",
  family: "pooling",
  infer: ([dy], attributes) => {
    const { x, geometry } = pooledFrom(dy, attributes);
    requireShape("averagePool2dGradient", dy ?? x, pooledShape(x, geometry));
    return x;
  },
  forward: ({ inputs, inputShapes, output }, attributes) => {
    const [dy] = asTuple(inputs, 1);
    const { geometry } = pooledFrom({ shape: asTuple(inputShapes, 1)[0], dtype: "f32" }, attributes);
    forEachWindow(geometry, (place, pixels) => {
      const share = (dy[place] ?? Number.NaN) / windowDivisor(pixels, attributes);
      for (const pixel of pixels) output[pixel] = (output[pixel] ?? 0) + share;
    });
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ ops }, dx, _index, attributes) => ops.averagePool2d(dx, attributes),
    apply: (inputs, attributes, ops) => ops.averagePool2dGradient(asTuple(inputs, 1)[0], attributes),
  },
  lowering: ([dy], _output, attributes) =>
    pool2dLowering("averagePool2dGradient", 1, pooledFrom(dy, attributes).geometry, [
      attributes.countIncludePad ? 1 : 0,
    ]),
  notation: ([dy]) => `\\operatorname{avgpool}^{\\mathsf T}(${dy})`,
  flops: ([dy], _shape, attributes) => pool2dFlops(pooledFrom(dy && { shape: dy, dtype: "f32" }, attributes).geometry),
  tolerance: 1e-6,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(averagePool2dGradientDefinition);

/**
 * Gradient of `averagePool2d`: each dy is shared evenly among the pixels of its window.
 *
 * @param dy - f32, [batch, channels, outHeight, outWidth]
 * @param options - those of `averagePool2d`, and `inputSize`: height and width of its input
 * @throws ChainruleError if pooling of that size would not give the shape of `dy`
 */
export function averagePool2dGradient(
  dy: Tensor,
  options: AveragePool2dOptions & { readonly inputSize: readonly [number, number] },
): Tensor {
  const { countIncludePad = true, inputSize } = options;
  requireRank("averagePool2dGradient", dy, 4);
  requireWhole("averagePool2dGradient", "inputSize", inputSize, 1);
  return apply([dy], { ...pool2dAttributes("averagePool2dGradient", options), countIncludePad, inputSize });
}

function pooledFrom(
  dy: TensorType | undefined,
  attributes: Attributes,
): { readonly x: TensorType; readonly geometry: Pool2dGeometry } {
  const x: TensorType = {
    shape: [...(dy?.shape.slice(0, 2) ?? []), ...attributes.inputSize],
    dtype: dy?.dtype ?? "f32",
  };
  return { x, geometry: pool2dGeometry("averagePool2dGradient", x, attributes) };
}
