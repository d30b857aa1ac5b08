import type { Tensor } from "../graph/tensor.ts";
import { conv2dInputGradient } from "./conv2dInputGradient.ts";
import { fourSizes } from "./convolution.ts";
import { requireWhole } from "./require.ts";
import { type Padding, type Pair, resolvePadding, resolvePair } from "./window.ts";

/** How a transposed convolution spreads its input. */
export interface ConvTranspose2dOptions {
  /** Rows and columns from one window to the next in the output (default 1). */
  readonly stride?: Pair;
  /** Rows and columns cut from the output's border (default 0). */
  readonly padding?: Padding;
  /** Rows and columns added at the bottom and right, fewer than the stride (default 0). */
  readonly outputPadding?: Pair;
  /** Distance between the window's rows and columns (default 1). */
  readonly dilation?: Pair;
  readonly groups?: number;
}

/**
 * Transposed two-dimensional convolution: each pixel is spread over a window, and what falls together adds up.
 *
 * @param x - f32, [batch, channels, height, width]
 * @param w - f32, [channels, outChannels / groups, kernelHeight, kernelWidth], as PyTorch's `ConvTranspose2d`
 * @param options - `stride`, `padding`, `outputPadding`, `dilation`, `groups`
 * @returns [batch, outChannels, outHeight, outWidth] with
 *   outHeight = (height − 1)·stride − padding + dilation·(kernelHeight − 1) + outputPadding + 1
 * @throws ChainruleError if the sizes do not fit
 * @example
 * const larger = convTranspose2d(input("x", [1, 8, 7, 7]), input("w", [8, 4, 2, 2]), { stride: 2 }); // [1, 4, 14, 14]
 */
export function convTranspose2d(x: Tensor, w: Tensor, options: ConvTranspose2dOptions = {}): Tensor {
  const op = "convTranspose2d";
  const [, , height, width] = fourSizes(op, x);
  const [, , kernelHeight, kernelWidth] = fourSizes(op, w);
  const stride = resolvePair(op, "stride", options.stride ?? 1, 1);
  const dilation = resolvePair(op, "dilation", options.dilation ?? 1, 1);
  const extra = resolvePair(op, "outputPadding", options.outputPadding ?? 0, 0);
  const padding = resolvePadding(op, options.padding ?? 0);
  const outHeight =
    (height - 1) * stride[0] - padding.top - padding.bottom + dilation[0] * (kernelHeight - 1) + extra[0] + 1;
  const outWidth =
    (width - 1) * stride[1] - padding.left - padding.right + dilation[1] * (kernelWidth - 1) + extra[1] + 1;
  requireWhole(op, "size of the output", [outHeight, outWidth], 1);
  return conv2dInputGradient(x, w, {
    stride,
    padding,
    dilation,
    groups: options.groups ?? 1,
    inputSize: [outHeight, outWidth],
  });
}
