// out[n, f, y, x] = bias[f] + Σ_{c, ky, kx} w[f, c, ky, kx] · x[n, c, y·stride + ky·dilation − pad, …]
import { addPhase, beginPlan, finishPlan, listPositions, prefersRowTiles, runPlan } from "./conv2dCorrelate";
import { Correlation } from "./conv2dTiles";
import { prefersWinograd, runWinograd } from "./conv2dWinograd";

/**
 * Two-dimensional convolution (cross-correlation, as the field says it) of NCHW images.
 *
 * Units [begin, end) are image × block of 8 filters of one group. `bias` is 0 or one value for each filter.
 * An element sums its taps row by row of the kernel, starting from the bias; 3 × 3 kernels may take Winograd's way.
 */
export function conv2dForward(
  out: usize, x: usize, w: usize, bias: usize,
  batch: i32, groups: i32, channels: i32, height: i32, width: i32, filters: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, dilationHeight: i32, dilationWidth: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32, scratch: usize,
): void {
  const plan = beginPlan(scratch);
  plan.groups = groups;
  plan.sourceChannels = channels / groups;
  plan.outChannels = filters / groups;
  plan.sourceHeight = height;
  plan.sourceWidth = width;
  plan.outHeight = outHeight;
  plan.outWidth = outWidth;
  plan.kernelWidth = kernelWidth;
  plan.kernelArea = kernelHeight * kernelWidth;
  plan.weightSourceStride = plan.kernelArea;
  plan.weightOutStride = plan.sourceChannels * plan.kernelArea;
  plan.weightGroupStride = plan.outChannels * plan.weightOutStride;
  plan.top = padTop;
  plan.left = padLeft;
  if (groups == 1 && prefersWinograd(
    kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, channels, filters, outHeight, outWidth,
  )) {
    runWinograd(plan, 0, out, x, w, bias, begin, end);
    return;
  }
  const spanHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const spanWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  plan.byRows = i32(strideWidth == 1 && prefersRowTiles(plan.outChannels, outWidth));
  // A vector of pixels at the end of a row may read past it: only a copy has room for that.
  const whole = !plan.byRows || (outWidth & 3) == 0;
  plan.direct = i32(whole && padTop == 0 && padLeft == 0 && spanHeight <= height && spanWidth <= width);
  plan.paddedHeight = plan.direct ? height : spanHeight;
  plan.paddedWidth = plan.direct ? width : spanWidth;
  const phase = addPhase(plan);
  phase.tapRows = kernelHeight;
  phase.tapColumns = kernelWidth;
  phase.tapRowStep = dilationHeight;
  phase.tapColumnStep = dilationWidth;
  phase.kernelRow = 0;
  phase.kernelRowStep = 1;
  phase.kernelColumn = 0;
  phase.kernelColumnStep = 1;
  phase.contiguous = 1;
  const free = listPositions(
    plan, phase, plan.phases + offsetof<Correlation>(), outHeight, outWidth,
    0, 0, strideHeight, strideWidth, 0, outWidth, 1,
  );
  finishPlan(plan, free);
  runPlan(plan, out, x, w, bias, begin, end);
}
