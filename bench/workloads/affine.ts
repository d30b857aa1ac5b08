import { add, matMul, type Tensor } from "@chainrule/core";
import type { WorkloadValues } from "./workloadValues.ts";

/** x Wᵀ + b with parameters `w` and `b` of the given suffix. */
export function affine(values: WorkloadValues, suffix: string, x: Tensor, inputs: number, outputs: number): Tensor {
  const w = values.weight(`w${suffix}`, [outputs, inputs]);
  const b = values.vector(`b${suffix}`, outputs);
  return add(matMul(x, w, { transposeB: true }), b);
}
