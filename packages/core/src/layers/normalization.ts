import { constantValue, zeroValues } from "../initializers/fixed.ts";
import { add } from "../ops/add.ts";
import { batchNorm as batchNormOp } from "../ops/batchNorm.ts";
import { layerNorm as layerNormOp } from "../ops/layerNorm.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, number } from "../spec/scalars.ts";
import { featureAxesOption, featuresOf } from "./featureAxes.ts";
import type { Layer } from "./layer.ts";
import { layerOrOp } from "./layerOrOp.ts";
import { requireInput } from "./requireInput.ts";

/** Settings of {@link batchNorm} as a layer. */
export interface BatchNormLayerOptions {
  /** Weight of the new batch in the running statistics (default 0.1). */
  readonly momentum?: number;
  /** Keeps the divisor from zero (default 1e-5). */
  readonly epsilon?: number;
  /** Whether there are a factor and a summand for each channel (default true). */
  readonly affine?: boolean;
}

const epsilon: OptionSpec<number> = number({
  default: 1e-5,
  above: 0,
  en: "Keeps the divisor from zero.",
  zh: "防止除数为零的小数。",
});
const affine: OptionSpec<boolean> = boolean({
  default: true,
  en: "Whether there are a learned factor and summand.",
  zh: "是否有可学习的系数与偏移。",
});

export const batchNormEntry: Entry<Layer> = defineEntry<BatchNormLayerOptions, Layer>({
  name: "batchNorm",
  summary: {
    en: "Gives each channel mean 0 and variance 1 over the batch.",
    zh: "使每个通道在批内均值为 0、方差为 1。",
  },
  options: {
    momentum: number({
      default: 0.1,
      min: 0,
      max: 1,
      en: "Weight of the new batch in the running statistics.",
      zh: "新批次在滑动统计中的权重。",
    }),
    epsilon,
    affine,
  },
  create: (options, given) => ({
    kind: "batchNorm",
    options: given,
    build: (input, context) => {
      const [channels] = input.shape;
      requireInput("batchNorm", context.path, input, channels !== undefined, {
        en: "of shape [channels, …]",
        zh: "形状为 [通道, …]",
      });
      const shape = [channels ?? 1];
      const scale = options.affine
        ? context.parameter({ name: "weight", shape, initializer: constantValue(1) })
        : undefined;
      const shift = options.affine ? context.parameter({ name: "bias", shape, initializer: zeroValues() }) : undefined;
      const runningMean = context.state({ name: "running_mean", shape, dtype: "f32", initial: 0 });
      const runningVariance = context.state({ name: "running_var", shape, dtype: "f32", initial: 1 });
      const batches = context.state({ name: "num_batches_tracked", shape: [], dtype: "i32", initial: 0 });
      return {
        output: input,
        multiplyAdds: 0,
        apply: (x, mode) => {
          const result = batchNormOp(x, {
            runningMean,
            runningVariance,
            training: mode.training,
            momentum: options.momentum,
            epsilon: options.epsilon,
            ...(scale === undefined ? {} : { scale }),
            ...(shift === undefined ? {} : { shift }),
          });
          if (mode.training) {
            mode.update(runningMean, result.runningMean);
            mode.update(runningVariance, result.runningVariance);
            mode.update(batches, add(batches, 1));
          }
          return result.y;
        },
      };
    },
  }),
});

/**
 * y = γ(x − mean) / √(variance + ε) + β for each channel, over the batch while training and over all batches so far
 * otherwise: the op on a tensor, or a layer with `weight`, `bias`, `running_mean`, `running_var` and
 * `num_batches_tracked`, as `torch.nn.BatchNorm1d` and `BatchNorm2d`.
 *
 * Source: Ioffe and Szegedy, "Batch normalization", 2015.
 *
 * @param options - `momentum` (default 0.1), `epsilon` (1e-5), `affine` (true)
 * @example
 * sequential({ input: [4] }, [linear(8), batchNorm(), relu(), linear(2)]);
 */
export const batchNorm: ((options?: BatchNormLayerOptions) => Layer) & typeof batchNormOp = layerOrOp(
  batchNormEntry,
  batchNormOp,
);

/** Settings of {@link layerNorm} as a layer. */
export interface LayerNormLayerOptions {
  /** How many of the last axes are normalized together (default: the features of a sequence, else all of the example's). */
  readonly axes?: number | undefined;
  readonly epsilon?: number;
  readonly affine?: boolean;
}

export const layerNormEntry: Entry<Layer> = defineEntry<LayerNormLayerOptions, Layer>({
  name: "layerNorm",
  summary: { en: "Gives each example mean 0 and variance 1.", zh: "使每个样本均值为 0、方差为 1。" },
  options: {
    axes: featureAxesOption,
    epsilon,
    affine,
  },
  create: (options, given) => ({
    kind: "layerNorm",
    options: given,
    build: (input, context) => {
      const { shape, axes } = featuresOf("layerNorm", input, options.axes, context.path);
      const scale = options.affine
        ? context.parameter({ name: "weight", shape, initializer: constantValue(1) })
        : undefined;
      const shift = options.affine ? context.parameter({ name: "bias", shape, initializer: zeroValues() }) : undefined;
      return {
        output: input,
        multiplyAdds: 0,
        apply: (x) =>
          layerNormOp(x, {
            axes,
            epsilon: options.epsilon,
            ...(scale === undefined ? {} : { scale }),
            ...(shift === undefined ? {} : { shift }),
          }),
      };
    },
  }),
});

/**
 * y = γ(x − mean) / √(variance + ε) + β for each example over its last axes, of a sequence [positions, features] over
 * the features of each position: the op on a tensor, or a layer with `weight` and `bias`, as `torch.nn.LayerNorm`.
 *
 * Source: Ba, Kiros, Hinton, "Layer normalization", 2016.
 *
 * @param options - `axes`: how many of the last (default: the features of a sequence, else all), `epsilon` (1e-5), `affine` (true)
 * @example
 * sequential({ input: [4] }, [layerNorm(), linear(2)]);
 */
export const layerNorm: ((options?: LayerNormLayerOptions) => Layer) & typeof layerNormOp = layerOrOp(
  layerNormEntry,
  layerNormOp,
);
