import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { TensorType } from "../graph/tensor.ts";
import type { Conv2dGeometry } from "../kernels/conv2dShare.ts";
import { requireRank, requireType, requireWhole } from "./require.ts";
import { type Padding, type Pair, resolvePadding, resolvePair, type Sides, windowPlaces } from "./window.ts";

/** How a convolution's window moves. */
export interface Conv2dOptions {
  /** Rows and columns from one window to the next (default 1). */
  readonly stride?: Pair;
  /** Zeros around the image (default 0); `"same"` keeps the image's size at stride 1. */
  readonly padding?: Padding | "same";
  /** Distance between the window's rows and columns (default 1). */
  readonly dilation?: Pair;
  /** Channels and filters in groups that do not see each other (default 1). */
  readonly groups?: number;
}

/** Resolved options of a convolution, with the sizes that its shapes must have. */
export type Conv2dAttributes = {
  readonly stride: readonly [number, number];
  readonly padding: Sides;
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly inputSize: readonly [number, number];
  readonly kernelSize: readonly [number, number];
};

export function conv2dAttributes(
  op: string,
  options: Conv2dOptions,
  inputSize: readonly [number, number],
  kernelSize: readonly [number, number],
): Conv2dAttributes {
  const stride = resolvePair(op, "stride", options.stride ?? 1, 1);
  const dilation = resolvePair(op, "dilation", options.dilation ?? 1, 1);
  const groups = options.groups ?? 1;
  requireWhole(op, "groups", [groups], 1);
  requireWhole(op, "size of the window", kernelSize, 1);
  requireWhole(op, "size of the image", inputSize, 0);
  const { padding = 0 } = options;
  const sides = padding === "same" ? samePadding(op, stride, dilation, kernelSize) : resolvePadding(op, padding);
  return { stride, padding: sides, dilation, groups, inputSize, kernelSize };
}

function samePadding(
  op: string,
  stride: readonly number[],
  dilation: readonly number[],
  kernel: readonly number[],
): Sides {
  if (stride.some((step) => step !== 1)) {
    throw new ChainruleError("graph.samePadding", { op, received: formatShape(stride), path: currentScope() });
  }
  const [vertical = 0, horizontal = 0] = kernel.map((size, axis) => (dilation[axis] ?? 1) * (size - 1));
  const [top, left] = [Math.floor(vertical / 2), Math.floor(horizontal / 2)];
  return { top, bottom: vertical - top, left, right: horizontal - left };
}

/** All sizes of a convolution of `channels` by `filters`; refuses windows that do not fit and groups that do not divide. */
export function conv2dGeometry(
  op: string,
  batch: number,
  channels: number,
  filters: number,
  { stride, padding, dilation, groups, inputSize, kernelSize }: Conv2dAttributes,
): Conv2dGeometry {
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new ChainruleError("graph.groups", { op, groups, received: `${channels}, ${filters}`, path: currentScope() });
  }
  const [height, width] = inputSize;
  const [kernelHeight, kernelWidth] = kernelSize;
  const [strideHeight, strideWidth] = stride;
  const [dilationHeight, dilationWidth] = dilation;
  const spanHeight = dilationHeight * (kernelHeight - 1) + 1;
  const spanWidth = dilationWidth * (kernelWidth - 1) + 1;
  return {
    batch,
    groups,
    channels,
    height,
    width,
    filters,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    padTop: padding.top,
    padLeft: padding.left,
    padBottom: padding.bottom,
    padRight: padding.right,
    dilationHeight,
    dilationWidth,
    outHeight: windowPlaces(op, height, padding.top, padding.bottom, spanHeight, strideHeight),
    outWidth: windowPlaces(op, width, padding.left, padding.right, spanWidth, strideWidth),
  };
}

/** The four sizes of an f32 tensor of images or filters. */
export function fourSizes(op: string, x: TensorType): readonly [number, number, number, number] {
  requireType(op, x, "f32");
  requireRank(op, x, 4);
  const [a = 0, b = 0, c = 0, d = 0] = x.shape;
  return [a, b, c, d];
}

/** Multiply-adds of a convolution, two operations each; the same for its gradients. */
export function conv2dFlops(g: Conv2dGeometry): number {
  return 2 * g.batch * g.filters * g.outHeight * g.outWidth * (g.channels / g.groups) * g.kernelHeight * g.kernelWidth;
}

/** Types of f32 tensors of these shapes. */
export function floatTypes(shapes: readonly Shape[]): TensorType[] {
  return shapes.map((shape) => ({ shape, dtype: "f32" }));
}

/** Shape of the images that a convolution reads, of its filters, and of the images that it makes. */
export function conv2dShapes(g: Conv2dGeometry): { readonly x: Shape; readonly w: Shape; readonly y: Shape } {
  return {
    x: [g.batch, g.channels, g.height, g.width],
    w: [g.filters, g.channels / g.groups, g.kernelHeight, g.kernelWidth],
    y: [g.batch, g.filters, g.outHeight, g.outWidth],
  };
}

/**
 * Visits every product x·w that a convolution adds to an element of y, by their places in the three tensors.
 * The convolution and both of its gradients are this one loop: y += x w, x += y w, w += x y.
 */
export function forEachProduct(
  g: Conv2dGeometry,
  visit: (xPlace: number, wPlace: number, yPlace: number) => void,
): void {
  const groupChannels = g.channels / g.groups;
  const groupFilters = g.filters / g.groups;
  for (let n = 0; n < g.batch; n += 1) {
    for (let f = 0; f < g.filters; f += 1) {
      const firstChannel = Math.floor(f / groupFilters) * groupChannels;
      for (let row = 0; row < g.outHeight; row += 1) {
        for (let column = 0; column < g.outWidth; column += 1) {
          const y = ((n * g.filters + f) * g.outHeight + row) * g.outWidth + column;
          for (let c = 0; c < groupChannels; c += 1) {
            const xPlane = (n * g.channels + firstChannel + c) * g.height;
            const wPlane = (f * groupChannels + c) * g.kernelHeight;
            for (let ky = 0; ky < g.kernelHeight; ky += 1) {
              const i = row * g.strideHeight + ky * g.dilationHeight - g.padTop;
              if (i < 0 || i >= g.height) continue;
              for (let kx = 0; kx < g.kernelWidth; kx += 1) {
                const j = column * g.strideWidth + kx * g.dilationWidth - g.padLeft;
                if (j < 0 || j >= g.width) continue;
                visit((xPlane + i) * g.width + j, (wPlane + ky) * g.kernelWidth + kx, y);
              }
            }
          }
        }
      }
    }
  }
}

/** target[t] += a[i] · b[j] */
export function addProduct(
  target: Float64Array,
  t: number,
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
): void {
  target[t] = (target[t] ?? 0) + (a[i] ?? Number.NaN) * (b[j] ?? Number.NaN);
}
