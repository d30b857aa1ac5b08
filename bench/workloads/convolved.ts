import type { Tensor } from "../../packages/core/src/graph/tensor.ts";
import { add } from "../../packages/core/src/ops/add.ts";
import { conv2d } from "../../packages/core/src/ops/conv2d.ts";
import type { Conv2dOptions } from "../../packages/core/src/ops/convolution.ts";
import { reshape } from "../../packages/core/src/ops/reshape.ts";
import type { WorkloadValues } from "./workloadValues.ts";

/** A convolution with bias: parameters `w` [filters, channels, height, width] and `b` of the given suffix. */
export function convolved(
  values: WorkloadValues,
  suffix: string,
  x: Tensor,
  shape: readonly [number, number, number, number],
  options: Conv2dOptions,
): Tensor {
  const w = values.weight(`w${suffix}`, shape);
  const b = values.vector(`b${suffix}`, shape[0]);
  return add(conv2d(x, w, options), reshape(b, [1, shape[0], 1, 1]));
}
