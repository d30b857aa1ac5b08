import { batchNorm, type Tensor, variable } from "@chainrule/core";
import type { Update } from "./workload.ts";
import type { WorkloadValues } from "./workloadValues.ts";

/** Batch normalization with scale `g` and shift `s` of the given suffix; its running statistics go into `updates`. */
export function batchNormalized(
  values: WorkloadValues,
  suffix: string,
  x: Tensor,
  channels: number,
  updates: Update[],
): Tensor {
  const scale = values.vector(`g${suffix}`, channels, 1);
  const shift = values.vector(`s${suffix}`, channels);
  const statistic = (name: string, start: number): Tensor =>
    variable({
      name: `${name}${suffix}`,
      shape: [channels],
      dtype: "f32",
      trainable: false,
      initial: () => new Float32Array(channels).fill(start),
    });
  const runningMean = statistic("mean", 0);
  const runningVariance = statistic("variance", 1);
  const result = batchNorm(x, { runningMean, runningVariance, training: true, scale, shift });
  updates.push({ variable: runningMean, value: result.runningMean });
  updates.push({ variable: runningVariance, value: result.runningVariance });
  return result.y;
}
