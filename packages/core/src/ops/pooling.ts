import { ChainruleError } from "../errors/chainruleError.ts";
import type { KernelArgument, KernelCall, Lowering } from "../graph/lowering.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { TensorType } from "../graph/tensor.ts";
import { fourSizes } from "./convolution.ts";
import { type Padding, type Pair, resolvePadding, resolvePair, type Sides, windowPlaces } from "./window.ts";

/** How a pooling window moves. */
export interface Pool2dOptions {
  /** Rows and columns of the window. */
  readonly size: Pair;
  /** Rows and columns from one window to the next (default: the window's size). */
  readonly stride?: Pair;
  /** Rows and columns around the image that count as absent, at most half of the window (default 0). */
  readonly padding?: Padding;
}

/** Resolved options of pooling. */
export type Pool2dAttributes = {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Sides;
};

/** Sizes of pooling: `planes` images of one channel each. */
export interface Pool2dGeometry extends Pool2dAttributes {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

export function pool2dAttributes(op: string, options: Pool2dOptions): Pool2dAttributes {
  const size = resolvePair(op, "size", options.size, 1);
  const stride = resolvePair(op, "stride", options.stride ?? size, 1);
  const padding = resolvePadding(op, options.padding ?? 0);
  if (2 * Math.max(padding.top, padding.bottom) > size[0] || 2 * Math.max(padding.left, padding.right) > size[1]) {
    const received = `${JSON.stringify(padding)}, size [${size.join(", ")}]`;
    throw new ChainruleError("graph.poolPadding", { op, received, path: currentScope() });
  }
  return { size, stride, padding };
}

/** Sizes of pooling over images of the shape `x`. */
export function pool2dGeometry(op: string, x: TensorType, attributes: Pool2dAttributes): Pool2dGeometry {
  const [batch, channels, height, width] = fourSizes(op, x);
  const { size, stride, padding } = attributes;
  return {
    ...attributes,
    planes: batch * channels,
    height,
    width,
    outHeight: windowPlaces(op, height, padding.top, padding.bottom, size[0], stride[0]),
    outWidth: windowPlaces(op, width, padding.left, padding.right, size[1], stride[1]),
  };
}

/** Shape of the pooled images. */
export function pooledShape(x: TensorType, { outHeight, outWidth }: Pool2dGeometry): Shape {
  return [...x.shape.slice(0, 2), outHeight, outWidth];
}

/** Visits each window: its place in the output and the places of its pixels in the input, absent ones left out. */
export function forEachWindow(g: Pool2dGeometry, visit: (outPlace: number, pixels: readonly number[]) => void): void {
  for (let plane = 0; plane < g.planes; plane += 1) {
    for (let row = 0; row < g.outHeight; row += 1) {
      for (let column = 0; column < g.outWidth; column += 1) {
        const top = row * g.stride[0] - g.padding.top;
        const left = column * g.stride[1] - g.padding.left;
        const pixels: number[] = [];
        for (let i = Math.max(0, top); i < Math.min(g.height, top + g.size[0]); i += 1) {
          for (let j = Math.max(0, left); j < Math.min(g.width, left + g.size[1]); j += 1) {
            pixels.push((plane * g.height + i) * g.width + j);
          }
        }
        visit((plane * g.outHeight + row) * g.outWidth + column, pixels);
      }
    }
  }
}

/** Place of the largest of some pixels: the first of equal ones, or the first NaN. */
export function largestPixel(x: Float64Array, pixels: readonly number[]): number | undefined {
  let best: number | undefined;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const pixel of pixels) {
    const value = x[pixel] ?? Number.NaN;
    if (best !== undefined && !(value > maximum) && !(Number.isNaN(value) && !Number.isNaN(maximum))) continue;
    maximum = value;
    best = pixel;
  }
  return best;
}

/** Elements that pooling looks at: one operation each. */
export function pool2dFlops(g: Pool2dGeometry): number {
  return g.planes * g.outHeight * g.outWidth * g.size[0] * g.size[1];
}

/** The lowering of a pooling kernel whose units are planes. */
export function pool2dLowering(
  kernel: string,
  inputCount: number,
  g: Pool2dGeometry,
  more: readonly number[] = [],
): Lowering {
  const operands: KernelArgument[] = Array.from({ length: inputCount }, (_, input) => ({ input }));
  const sizes = [g.height, g.width, ...g.size, ...g.stride, g.padding.top, g.padding.left, g.outHeight, g.outWidth];
  const call: KernelCall = {
    kernel,
    arguments: ["output", ...operands, ...sizes, ...more, "begin", "end"],
    units: g.planes,
    grain: 1,
    scratchBytes: 0,
  };
  return { kind: "kernel", strided: operands.map(() => false), call: () => call };
}

/** Pooling by means may count padding as zeros. */
export interface AveragePool2dOptions extends Pool2dOptions {
  /** Whether padding counts as zeros in the mean (default true) or is left out. */
  readonly countIncludePad?: boolean;
}

/** Resolved options of average pooling. */
export type AveragePool2dAttributes = Pool2dAttributes & { readonly countIncludePad: boolean };

/** What a window's sum is divided by. */
export function windowDivisor(pixels: readonly number[], { size, countIncludePad }: AveragePool2dAttributes): number {
  return countIncludePad ? size[0] * size[1] : pixels.length;
}
