import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { resolveAxis } from "./axes.ts";
import { mean } from "./mean.ts";
import { mul } from "./mul.ts";
import { reducedCount } from "./reduction.ts";
import { requireShape } from "./require.ts";
import { reshape } from "./reshape.ts";
import { rsqrt } from "./rsqrt.ts";
import { square } from "./square.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";

/** What a batch normalization is told. */
export interface BatchNormOptions {
  /** Mean of each channel so far, [channels]. */
  readonly runningMean: Tensor;
  /** Variance of each channel so far, [channels]. */
  readonly runningVariance: Tensor;
  /** Whether the batch's own statistics are used (training) or the running ones. */
  readonly training: boolean;
  /** Factor γ, [channels] (default: none). */
  readonly scale?: Tensor;
  /** Summand β, [channels] (default: none). */
  readonly shift?: Tensor;
  /** Weight of the new batch in the running statistics (default 0.1, as PyTorch's). */
  readonly momentum?: number;
  /** ε under the root (default 1e-5). */
  readonly epsilon?: number;
  /** The channels' axis (default 1). */
  readonly axis?: number;
}

/** The normalized tensor, and what the running statistics become. */
export interface BatchNormResult {
  readonly y: Tensor;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;
}

/**
 * Batch normalization: y = γ (x − μ) / √(σ² + ε) + β with mean and variance of each channel over the batch.
 *
 * The running variance is that of a sample (divided by n − 1), the one in the formula divides by n; both as in PyTorch.
 *
 * @param x - f32, [batch, channels, …]
 * @param options - running statistics, `training`, `scale`, `shift`, `momentum`, `epsilon`, `axis`
 * @throws ChainruleError if statistics or parameters are not of shape [channels]
 * @see Ioffe, Szegedy: Batch Normalization (2015), algorithms 1 and 2
 */
export function batchNorm(x: Tensor, options: BatchNormOptions): BatchNormResult {
  const { runningMean, runningVariance, training, scale, shift, momentum = 0.1, epsilon = 1e-5 } = options;
  const axis = resolveAxis("batchNorm", options.axis ?? 1, x.shape.length);
  const channels = [x.shape[axis] ?? 1];
  for (const each of [runningMean, runningVariance, scale, shift]) {
    if (each !== undefined) requireShape("batchNorm", each, channels);
  }
  const spread = x.shape.map((size, each) => (each === axis ? size : 1));
  const perChannel = (each: Tensor): Tensor => reshape(each, spread);
  const along = { axes: x.shape.flatMap((_, each) => (each === axis ? [] : [each])), keepDims: true };
  const centre: Tensor = training ? mean(x, along) : perChannel(runningMean);
  const centred: Tensor = sub(x, centre);
  const spreadOut: Tensor = training ? mean(square(centred), along) : perChannel(runningVariance);
  const factor: Tensor = rsqrt(add(spreadOut, epsilon));
  // γ joins the factor first: [channels] numbers instead of the whole batch.
  const scaled: Tensor = mul(centred, scale === undefined ? factor : mul(factor, perChannel(scale)));
  const y: Tensor = shift === undefined ? scaled : add(scaled, perChannel(shift));
  if (!training) return { y, runningMean, runningVariance };
  const count = reducedCount(x.shape, along.axes);
  const sampleVariance: Tensor = mul(reshape(stopGradient(spreadOut), channels), count / Math.max(1, count - 1));
  return {
    y,
    runningMean: blend(runningMean, reshape(stopGradient(centre), channels), momentum),
    runningVariance: blend(runningVariance, sampleVariance, momentum),
  };
}

/** (1 − weight)·old + weight·fresh */
function blend(old: Tensor, fresh: Tensor, weight: number): Tensor {
  return add(mul(old, 1 - weight), mul(fresh, weight));
}
