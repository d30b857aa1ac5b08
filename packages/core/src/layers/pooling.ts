import { ChainruleError } from "../errors/chainruleError.ts";
import type { Tensor } from "../graph/tensor.ts";
import { averagePool2d as averagePool2dOp } from "../ops/averagePool2d.ts";
import { max } from "../ops/max.ts";
import { maxPool2d as maxPool2dOp } from "../ops/maxPool2d.ts";
import { mean } from "../ops/mean.ts";
import { type Pair, pair } from "../spec/lists.ts";
import { type OptionSpec, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { boolean } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import type { BuildContext, BuiltLayer, ExampleType, Layer } from "./layer.ts";
import { layerOrOp } from "./layerOrOp.ts";
import { outputShape } from "./probe.ts";
import { requireInput } from "./requireInput.ts";

export interface PoolOptions {
  /** Rows and columns of the window. */
  readonly size: Pair;
  /** Rows and columns from one window to the next (default: the window's size). */
  readonly stride?: Pair | undefined;
  /** Rows and columns around the image that count as absent (default 0). */
  readonly padding?: Pair;
}
export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts as zeros in the mean (default true). */
  readonly countIncludePad?: boolean;
}

const windowOptions: {
  readonly size: OptionSpec<Pair>;
  readonly stride: OptionSpec<Pair | undefined>;
  readonly padding: OptionSpec<Pair>;
} = {
  size: pair(1, { en: "Rows and columns of the window.", zh: "窗口的行数与列数。" }),
  stride: optional(pair(1, { en: "Step of the window (default: its size).", zh: "窗口的步长（默认等于窗口大小）。" })),
  padding: pair(0, { default: 0, en: "Padding around the image.", zh: "图像四周的填充宽度。" }),
};

function buildImageLayer(
  kind: string,
  input: ExampleType,
  context: BuildContext,
  apply: (x: Tensor) => Tensor,
): BuiltLayer {
  requireInput(kind, context.path, input, input.shape.length === 3, {
    en: "an image of shape [channels, height, width]",
    zh: "形状为 [通道, 高, 宽] 的图像",
  });
  return { output: { shape: outputShape(input, apply), dtype: "f32" }, multiplyAdds: 0, apply };
}

function requireWindow(kind: string, size: Pair, padding: Pair, context: BuildContext): void {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  const [top, left] = typeof padding === "number" ? [padding, padding] : padding;
  if (2 * top <= height && 2 * left <= width) return;
  throw new ChainruleError("learning.option", {
    subject: kind,
    name: "padding",
    expected: { en: "at most half of the window", zh: "不超过窗口的一半" },
    received: JSON.stringify(padding),
    path: context.path,
  });
}

function stepOf(stride: Pair | undefined): { readonly stride?: Pair } {
  return stride === undefined ? {} : { stride };
}

export const maxPool2dEntry: Entry<Layer> = defineEntry<PoolOptions, Layer>({
  name: "maxPool2d",
  summary: { en: "The greatest number of each window.", zh: "每个窗口的最大值。" },
  options: windowOptions,
  shorthand: "size",
  create: ({ size, stride, padding }, given) => ({
    kind: "maxPool2d",
    options: given,
    build: (input, context) => {
      requireWindow("maxPool2d", size, padding, context);
      return buildImageLayer("maxPool2d", input, context, (x) => maxPool2dOp(x, { size, padding, ...stepOf(stride) }));
    },
  }),
});

export const averagePool2dEntry: Entry<Layer> = defineEntry<AveragePoolOptions, Layer>({
  name: "averagePool2d",
  summary: { en: "The mean of each window.", zh: "每个窗口的平均值。" },
  options: {
    ...windowOptions,
    countIncludePad: boolean({ default: true, en: "Whether padding counts as zeros.", zh: "填充是否按零计入平均。" }),
  },
  shorthand: "size",
  create: ({ size, stride, padding, countIncludePad }, given) => ({
    kind: "averagePool2d",
    options: given,
    build: (input, context) => {
      requireWindow("averagePool2d", size, padding, context);
      const apply = (x: Tensor): Tensor => averagePool2dOp(x, { size, padding, countIncludePad, ...stepOf(stride) });
      return buildImageLayer("averagePool2d", input, context, apply);
    },
  }),
});

function globalPool(name: string, summary: Text, pool: (x: Tensor) => Tensor): Entry<Layer> {
  return defineEntry<NoOptions, Layer>({
    name,
    summary,
    options: {},
    create: (_options, given) => ({
      kind: name,
      options: given,
      build: (input, context) => buildImageLayer(name, input, context, pool),
    }),
  });
}

export const globalAveragePool2dEntry: Entry<Layer> = globalPool(
  "globalAveragePool2d",
  { en: "The mean of each channel: [channels].", zh: "每个通道的平均值：[通道]。" },
  (x) => mean(x, { axes: [2, 3] }),
);
export const globalMaxPool2dEntry: Entry<Layer> = globalPool(
  "globalMaxPool2d",
  { en: "The greatest number of each channel: [channels].", zh: "每个通道的最大值：[通道]。" },
  (x) => max(x, { axes: [2, 3] }),
);

/**
 * The greatest number of each window of each channel: the op on a tensor, or a layer.
 *
 * @param options - `size`, or `{ size, stride (default: size), padding (default 0) }`
 * @throws ChainruleError if the window does not fit the image
 * @example
 * maxPool2d(2);
 */
export const maxPool2d: ((options: Pair | PoolOptions) => Layer) & typeof maxPool2dOp = layerOrOp(
  maxPool2dEntry,
  maxPool2dOp,
);

/**
 * The mean of each window of each channel: the op on a tensor, or a layer.
 *
 * @param options - `size`, or `{ size, stride (default: size), padding (default 0), countIncludePad (default true) }`
 * @throws ChainruleError if the window does not fit the image
 * @example
 * averagePool2d(2);
 */
export const averagePool2d: ((options: Pair | AveragePoolOptions) => Layer) & typeof averagePool2dOp = layerOrOp(
  averagePool2dEntry,
  averagePool2dOp,
);

/**
 * The mean of each channel: [channels, height, width] to [channels].
 *
 * @example
 * globalAveragePool2d();
 */
export function globalAveragePool2d(): Layer {
  return globalAveragePool2dEntry.make(undefined);
}

/**
 * The greatest number of each channel: [channels, height, width] to [channels].
 *
 * @example
 * globalMaxPool2d();
 */
export function globalMaxPool2d(): Layer {
  return globalMaxPool2dEntry.make(undefined);
}
