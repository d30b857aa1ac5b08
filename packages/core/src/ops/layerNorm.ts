import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { resolveAxes } from "./axes.ts";
import { mean } from "./mean.ts";
import { mul } from "./mul.ts";
import { requireShape } from "./require.ts";
import { rsqrt } from "./rsqrt.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";

/** What a layer normalization is told. */
export interface LayerNormOptions {
  /** Axes that are normalized together (default: the last). */
  readonly axes?: number | readonly number[];
  /** Factor γ, of the shape of the normalized axes (default: none). */
  readonly scale?: Tensor;
  /** Summand β, of the same shape (default: none). */
  readonly shift?: Tensor;
  /** ε under the root (default 1e-5). */
  readonly epsilon?: number;
}

/**
 * Layer normalization: y = γ (x − μ) / √(σ² + ε) + β with mean and variance of each example over its last axes.
 *
 * @param x - f32, any shape of one axis or more
 * @param options - `axes` (the last ones), `scale`, `shift`, `epsilon`
 * @throws ChainruleError if an axis does not exist or scale and shift do not fit
 * @see Ba, Kiros, Hinton: Layer Normalization (2016), equation 4
 * @example
 * const y = layerNorm(input("x", [32, 128]));
 */
export function layerNorm<S extends Shape>(x: Tensor<S>, options?: LayerNormOptions): Tensor<S>;
export function layerNorm(x: Tensor, { axes = -1, scale, shift, epsilon = 1e-5 }: LayerNormOptions = {}): Tensor {
  const along = { axes: resolveAxes("layerNorm", axes, x.shape.length), keepDims: true };
  const centred: Tensor = sub(x, mean(x, along));
  const deviation: Tensor = rsqrt(add(mean(square(centred), along), epsilon));
  const normalized: Tensor = mul(centred, deviation);
  const sizes = along.axes.map((axis) => x.shape[axis] ?? 1);
  for (const parameter of [scale, shift]) if (parameter !== undefined) requireShape("layerNorm", parameter, sizes);
  const scaled: Tensor = scale === undefined ? normalized : mul(normalized, scale);
  return shift === undefined ? scaled : add(scaled, shift);
}
