import { constantValue } from "../initializers/fixed.ts";
import { rmsNorm as rmsNormOp } from "../ops/rmsNorm.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, number } from "../spec/scalars.ts";
import { featureAxesOption, featuresOf } from "./featureAxes.ts";
import type { Layer } from "./layer.ts";
import { layerOrOp } from "./layerOrOp.ts";

/** Settings of {@link rmsNorm} as a layer. */
export interface RmsNormLayerOptions {
  /** How many of the last axes are normalized together (default: the features of a sequence, else all of the example's). */
  readonly axes?: number | undefined;
  /** Keeps the divisor from zero (default 2⁻²³). */
  readonly epsilon?: number;
  /** Whether there is a factor for each feature (default true). */
  readonly affine?: boolean;
}

export const rmsNormEntry: Entry<Layer> = defineEntry<RmsNormLayerOptions, Layer>({
  name: "rmsNorm",
  summary: { en: "Divides each example by its root mean square.", zh: "把每个样本除以其均方根。" },
  options: {
    axes: featureAxesOption,
    epsilon: number({ default: 2 ** -23, above: 0, en: "Keeps the divisor from zero.", zh: "防止除数为零的小数。" }),
    affine: boolean({ default: true, en: "Whether there is a learned factor.", zh: "是否有可学习的系数。" }),
  },
  create: (options, given) => ({
    kind: "rmsNorm",
    options: given,
    build: (input, context) => {
      const { shape, axes } = featuresOf("rmsNorm", input, options.axes, context.path);
      const scale = options.affine
        ? context.parameter({ name: "weight", shape, initializer: constantValue(1) })
        : undefined;
      return {
        output: input,
        multiplyAdds: 0,
        apply: (x) => rmsNormOp(x, { axes, epsilon: options.epsilon, ...(scale === undefined ? {} : { scale }) }),
      };
    },
  }),
});

/**
 * y = γ x / √(mean(x²) + ε) for each example over its last axes, of a sequence [positions, features] over the features of
 * each position: the op on a tensor, or a layer with `weight`, as `torch.nn.RMSNorm`.
 *
 * Source: Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4.
 *
 * @param options - `axes`: how many of the last (default: the features of a sequence, else all), `epsilon` (2⁻²³, the
 *   default of PyTorch in f32), `affine` (true)
 * @example
 * sequential({ input: [4] }, [rmsNorm(), linear(2)]);
 */
export const rmsNorm: ((options?: RmsNormLayerOptions) => Layer) & typeof rmsNormOp = layerOrOp(
  rmsNormEntry,
  rmsNormOp,
);
