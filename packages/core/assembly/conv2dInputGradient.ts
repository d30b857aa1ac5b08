// dx[n, c, i, j] = bias[c] + Σ_{f, ky, kx} w[f, c, ky, kx] · dy[n, f, (i + pad − ky·dilation) / stride, …], exact quotients only
import { prefersColumns, runColumns } from "./conv2dColumns";
import { CorrelationPlan, addPhase, beginPlan, finishPlan, listPositions, prefersRowTiles, runPlan } from "./conv2dCorrelate";
import { Correlation } from "./conv2dTiles";
import { prefersWinograd, runWinograd } from "./conv2dWinograd";

/** Greatest common divisor. */
function gcd(a: i32, b: i32): i32 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Smallest k in [0, size) with k·dilation ≡ phase (mod stride), or size when there is none. */
function firstTap(size: i32, dilation: i32, stride: i32, phase: i32): i32 {
  let k = 0;
  while (k < size && (k * dilation) % stride != phase) k++;
  return k;
}

/**
 * Gradient of a convolution for its input; with a bias, the forward pass of a transposed convolution.
 *
 * Sizes are those of the forward convolution. A stride splits dx into phases, each a plain correlation of dy with
 * the taps that reach it. Units [begin, end) are image × block of 8 channels of one group. An element sums row by row of
 * the kernel from the last, starting from the bias (0, or one for each channel); 3 × 3 kernels may take Winograd's way,
 * images that are small beside their border that of `conv2dColumns`.
 */
export function conv2dInputGradient(
  dx: usize, dy: usize, w: usize, bias: usize,
  batch: i32, groups: i32, channels: i32, height: i32, width: i32, filters: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, dilationHeight: i32, dilationWidth: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32, scratch: usize,
): void {
  const plan = beginPlan(scratch);
  plan.groups = groups;
  plan.sourceChannels = filters / groups;
  plan.outChannels = channels / groups;
  plan.sourceHeight = outHeight;
  plan.sourceWidth = outWidth;
  plan.outHeight = height;
  plan.outWidth = width;
  plan.kernelWidth = kernelWidth;
  plan.kernelArea = kernelHeight * kernelWidth;
  plan.weightOutStride = plan.kernelArea;
  plan.weightSourceStride = plan.outChannels * plan.kernelArea;
  plan.weightGroupStride = plan.sourceChannels * plan.weightSourceStride;
  if (groups == 1 && prefersWinograd(
    kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, filters, channels, height, width,
  )) {
    plan.top = 2 - padTop;
    plan.left = 2 - padLeft;
    runWinograd(plan, 1, dx, dy, w, bias, begin, end);
    return;
  }
  if (prefersColumns(
    groups, filters, strideHeight, strideWidth, dilationHeight, dilationWidth, kernelHeight * kernelWidth, width, outHeight, outWidth,
  )) {
    runColumns(
      dx, dy, w, bias, channels, height, width, filters, kernelHeight, kernelWidth, padTop, padLeft, outHeight, outWidth, begin, end, scratch,
    );
    return;
  }
  plan.top = borderBefore(kernelHeight, dilationHeight, strideHeight, padTop);
  plan.left = borderBefore(kernelWidth, dilationWidth, strideWidth, padLeft);
  const spanHeight = plan.top + (height - 1 + padTop) / strideHeight + 1;
  const spanWidth = plan.left + (width - 1 + padLeft) / strideWidth + 1;
  plan.byRows = i32(strideHeight == 1 && strideWidth == 1 && prefersRowTiles(plan.outChannels, width));
  // A vector of pixels at the end of a row may read past it: only a copy has room for that.
  const whole = !plan.byRows || (width & 3) == 0;
  plan.direct = i32(whole && plan.top == 0 && plan.left == 0 && spanHeight <= outHeight && spanWidth <= outWidth);
  plan.paddedHeight = plan.direct ? outHeight : spanHeight;
  plan.paddedWidth = plan.direct ? outWidth : spanWidth;
  addPhases(plan, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, dilationHeight, dilationWidth);
  runPlan(plan, dx, dy, w, bias, begin, end);
}

/** Rows of zeros before the first row of dy. */
@inline
function borderBefore(size: i32, dilation: i32, stride: i32, pad: i32): i32 {
  return (max(0, (size - 1) * dilation - pad) + stride - 1) / stride;
}

function addPhases(
  plan: CorrelationPlan,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, dilationHeight: i32, dilationWidth: i32,
): void {
  const rowStep = strideHeight / gcd(strideHeight, dilationHeight);
  const columnStep = strideWidth / gcd(strideWidth, dilationWidth);
  let free = plan.phases + <usize>(min(strideHeight, plan.outHeight) * min(strideWidth, plan.outWidth)) * offsetof<Correlation>();
  for (let i = 0; i < min(strideHeight, plan.outHeight); i++) {
    const firstRow = firstTap(kernelHeight, dilationHeight, strideHeight, (i + padTop) % strideHeight);
    const tapRows = (kernelHeight - firstRow + rowStep - 1) / rowStep;
    const lastRow = firstRow + (tapRows - 1) * rowStep;
    for (let j = 0; j < min(strideWidth, plan.outWidth); j++) {
      const firstColumn = firstTap(kernelWidth, dilationWidth, strideWidth, (j + padLeft) % strideWidth);
      const tapColumns = (kernelWidth - firstColumn + columnStep - 1) / columnStep;
      const lastColumn = firstColumn + (tapColumns - 1) * columnStep;
      const reached = tapRows > 0 && tapColumns > 0;
      const phase = addPhase(plan);
      phase.tapRows = reached ? tapRows : 0;
      phase.tapColumns = reached ? tapColumns : 0;
      phase.tapRowStep = (rowStep * dilationHeight) / strideHeight;
      phase.tapColumnStep = (columnStep * dilationWidth) / strideWidth;
      phase.kernelRow = lastRow;
      phase.kernelRowStep = -rowStep;
      phase.kernelColumn = lastColumn;
      phase.kernelColumnStep = -columnStep;
      phase.contiguous = i32(strideHeight == 1 && strideWidth == 1);
      const sourceRow = plan.top + (i + padTop - lastRow * dilationHeight) / strideHeight;
      const sourceColumn = plan.left + (j + padLeft - lastColumn * dilationWidth) / strideWidth;
      free = listPositions(
        plan, phase, free,
        (plan.outHeight - i + strideHeight - 1) / strideHeight, (plan.outWidth - j + strideWidth - 1) / strideWidth,
        reached ? sourceRow : 0, reached ? sourceColumn : 0, 1, 1,
        i * plan.outWidth + j, strideHeight * plan.outWidth, strideWidth,
      );
    }
  }
  finishPlan(plan, free);
}
