import type { KernelArgument, KernelCall, View } from "../graph/lowering.ts";
import type { TensorType } from "../graph/tensor.ts";
import { matMulPlan } from "../kernels/matMulPlan.ts";

/** The kernel call of a product of matrices, with one batch axis or none. */
export function matMulCall(
  [a, b]: readonly [View, View],
  output: TensorType,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): KernelCall {
  const [rows = 1, columns = 1] = output.shape.slice(-2);
  const [aFirst = 0, aLast = 0] = a.strides.slice(-2);
  const [bFirst = 0, bLast = 0] = b.strides.slice(-2);
  const inner = a.shape[a.shape.length - (transposeA ? 2 : 1)] ?? 1;
  const [aRowStride, aColumnStride] = transposeA ? [aLast, aFirst] : [aFirst, aLast];
  const [bRowStride, bColumnStride] = transposeB ? [bLast, bFirst] : [bFirst, bLast];
  const batch = output.shape.length === 3 ? (output.shape[0] ?? 1) : 1;
  const plan = matMulPlan({ batch, rows, columns, inner, aRowStride, aColumnStride, bRowStride, bColumnStride });
  const { by, units, grain } = plan.split;
  const range = (dimension: typeof by, end: number): KernelArgument[] =>
    by === dimension ? ["begin", "end"] : [0, end];
  const product: KernelArgument[] = [
    "output",
    columns,
    { input: 0 },
    aRowStride,
    aColumnStride,
    { input: 1 },
    bRowStride,
    bColumnStride,
    ...range("rows", rows),
    ...range("columns", columns),
    inner,
    0, // no bias
    0, // no accumulation
    "scratch",
  ];
  const shared = { units, grain, scratchBytes: plan.scratchByteCount };
  if (batch === 1) return { kernel: "matMul", arguments: [plan.algorithm, ...product], ...shared };
  const batchArguments: KernelArgument[] = [...range("batch", batch), rows * columns, batchStride(a), batchStride(b)];
  return { kernel: "matMulBatched", arguments: [plan.algorithm, ...batchArguments, ...product], ...shared };
}

/** Elements between one matrix and the next; 0 where all share one. */
function batchStride(view: View): number {
  return view.shape.length < 3 || view.shape[0] === 1 ? 0 : (view.strides[0] ?? 0);
}
