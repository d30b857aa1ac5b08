import type { Tensor } from "../graph/tensor.ts";

/** How an activation can stop passing gradients on. */
export type ActivationRange =
  /** Passes nothing where its output is 0. */
  | { readonly kind: "rectified" }
  /** Passes less than a tenth of its greatest slope where the output is this far from the centre, or farther. */
  | { readonly kind: "bounded"; readonly center: number; readonly limit: number };

/** 4y(1 − y) < 0.1 for the sigmoid, 1 − y² < 0.1 for tanh, (1 − |y|)² < 0.1 for softsign. */
const ranges: Readonly<Record<string, ActivationRange>> = {
  relu: { kind: "rectified" },
  sigmoid: { kind: "bounded", center: 0.5, limit: Math.sqrt(0.9) / 2 },
  tanh: { kind: "bounded", center: 0, limit: Math.sqrt(0.9) },
  softsign: { kind: "bounded", center: 0, limit: 1 - Math.sqrt(0.1) },
  hardSigmoid: { kind: "bounded", center: 0.5, limit: 0.5 },
  hardTanh: { kind: "bounded", center: 0, limit: 1 },
};

/** How the op that gave a layer's output saturates; `undefined` where it cannot, or is no activation. */
export function activationRange(output: Tensor): ActivationRange | undefined {
  return Object.hasOwn(ranges, output.op.name) ? ranges[output.op.name] : undefined;
}
