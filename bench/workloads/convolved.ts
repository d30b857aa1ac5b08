import { add, conv2d, reshape, type Tensor } from "@chainrule/core";
import type { WorkloadValues } from "./workloadValues.ts";

/** A convolution with bias: parameters `w` [filters, channels, height, width] and `b` of the given suffix. */
export function convolved(
  values: WorkloadValues,
  suffix: string,
  x: Tensor,
  shape: readonly [number, number, number, number],
  options: { readonly padding?: number },
): Tensor {
  const w = values.weight(`w${suffix}`, shape);
  const b = values.vector(`b${suffix}`, shape[0]);
  return add(conv2d(x, w, options), reshape(b, [1, shape[0], 1, 1]));
}
