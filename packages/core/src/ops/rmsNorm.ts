import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { resolveAxes } from "./axes.ts";
import { mean } from "./mean.ts";
import { mul } from "./mul.ts";
import { requireShape } from "./require.ts";
import { rsqrt } from "./rsqrt.ts";
import { square } from "./square.ts";

/** What a root-mean-square normalization is told. */
export interface RmsNormOptions {
  /** Axes that are normalized together (default: the last). */
  readonly axes?: number | readonly number[];
  /** Factor γ, of the shape of the normalized axes (default: none). */
  readonly scale?: Tensor;
  /** ε under the root (default 2⁻²³). */
  readonly epsilon?: number;
}

/**
 * Root-mean-square normalization: y = γ x / √(mean(x²) + ε), each example over its last axes.
 *
 * @param x - f32, any shape of one axis or more
 * @param options - `axes` (the last ones), `scale`, `epsilon` (default 2⁻²³, as `torch.nn.RMSNorm` in f32)
 * @throws ChainruleError if an axis does not exist or the scale does not fit
 * @see Zhang, Sennrich: Root Mean Square Layer Normalization (2019), equation 4
 * @example
 * const y = rmsNorm(input("x", [32, 128]));
 */
export function rmsNorm<S extends Shape>(x: Tensor<S>, options?: RmsNormOptions): Tensor<S>;
export function rmsNorm(x: Tensor, { axes = -1, scale, epsilon = 2 ** -23 }: RmsNormOptions = {}): Tensor {
  const along = { axes: resolveAxes("rmsNorm", axes, x.shape.length), keepDims: true };
  const normalized: Tensor = mul(x, rsqrt(add(mean(square(x), along), epsilon)));
  if (scale === undefined) return normalized;
  const sizes = along.axes.map((axis) => x.shape[axis] ?? 1);
  requireShape("rmsNorm", scale, sizes);
  return mul(normalized, scale);
}
