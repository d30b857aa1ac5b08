import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { conv2d as conv2dOp } from "../ops/conv2d.ts";
import { reshape } from "../ops/reshape.ts";
import { bothOf, type Pair, pair } from "../spec/lists.ts";
import { makeOption } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { layerOrOp } from "./layerOrOp.ts";
import { type LinearOptions, startOf, weightOptions } from "./linear.ts";
import { outputShape } from "./probe.ts";
import { requireInput } from "./requireInput.ts";

export interface Conv2dLayerOptions extends Omit<LinearOptions, "units"> {
  /** Number of filters: channels of the output. */
  readonly filters: number;
  /** Rows and columns of the window. */
  readonly kernel: Pair;
  /** Rows and columns from one window to the next (default 1). */
  readonly stride?: Pair;
  /** Zeros around the image (default 0), or `"same"`, which keeps the image's size at stride 1. */
  readonly padding?: Pair | "same";
  /** Distance between the window's rows and columns (default 1). */
  readonly dilation?: Pair;
  /** Channels and filters in groups that do not see each other (default 1). */
  readonly groups?: number;
}

const evenPair = pair(0, { default: 0, en: "Zeros around the image.", zh: "图像四周补零的宽度。" });

export const conv2dEntry: Entry<Layer> = defineEntry<Conv2dLayerOptions, Layer>({
  name: "conv2d",
  summary: { en: "Filters slid over an image.", zh: "在图像上滑动的卷积核。" },
  options: {
    filters: integer({ min: 1, en: "Number of filters.", zh: "卷积核个数。" }),
    kernel: pair(1, { en: "Rows and columns of the window.", zh: "窗口的行数与列数。" }),
    stride: pair(1, { default: 1, en: "Step of the window.", zh: "窗口的步长。" }),
    padding: makeOption<Pair | "same">(
      { default: 0, en: "Zeros around the image, or same.", zh: "图像四周补零的宽度，或 same。" },
      {
        expected: { en: `${evenPair.expected.en}, or "same"`, zh: `${evenPair.expected.zh}，或 "same"` },
        schema: { anyOf: [evenPair.schema, { enum: ["same"] }] },
        read: (value, place) => (value === "same" ? value : evenPair.parse(value, place)),
      },
    ),
    dilation: pair(1, { default: 1, en: "Distance between the window's rows and columns.", zh: "窗口内行列的间距。" }),
    groups: integer({
      default: 1,
      min: 1,
      en: "Groups of channels that do not see each other.",
      zh: "互不相连的通道组数。",
    }),
    ...weightOptions,
  },
  create: (options, given) => ({
    kind: "conv2d",
    options: given,
    build: (input, context) => {
      const { filters, groups, stride, padding, dilation } = options;
      requireInput("conv2d", context.path, input, input.shape.length === 3, {
        en: "an image of shape [channels, height, width]",
        zh: "形状为 [通道, 高, 宽] 的图像",
      });
      const channels = input.shape[0] ?? 1;
      if (channels % groups !== 0 || filters % groups !== 0) {
        throw new ChainruleError("learning.shape", {
          subject: "conv2d",
          expected: {
            en: "channels and filters must be multiples of groups",
            zh: "通道数与卷积核个数必须是组数的倍数",
          },
          received: `${channels} channels, ${filters} filters, ${groups} groups`,
          path: context.path,
        });
      }
      const [height, width] = bothOf(options.kernel);
      const start = startOf(options);
      const shape = [filters, channels / groups, height, width];
      const fanIn = elementCount(shape.slice(1));
      const weight = context.parameter({
        name: "weight",
        shape,
        initializer: start.weight,
        fanIn,
        fanOut: (filters / groups) * height * width,
      });
      const bias =
        start.bias &&
        context.parameter({ name: "bias", shape: [filters], initializer: start.bias, fanIn, fanOut: filters });
      const apply = (x: Tensor): Tensor => {
        const filtered = conv2dOp(x, weight, { stride, padding, dilation, groups });
        return bias === undefined ? filtered : add(filtered, reshape(bias, [filters, 1, 1]));
      };
      const output = outputShape(input, apply);
      return { output: { shape: output, dtype: "f32" }, multiplyAdds: elementCount(output) * fanIn, apply };
    },
  }),
});

/**
 * Filters slid over an image [channels, height, width]: the op on tensors, or a layer with `weight`
 * [filters, channels / groups, kernel height, kernel width] and `bias` [filters], as `torch.nn.Conv2d`.
 *
 * @param options - `filters`, `kernel`, `stride` (default 1), `padding` (0, or `"same"`), `dilation` (1), `groups` (1),
 *   `bias` (true), `weights`, `initializer` (Xavier uniform), `biasInitializer` (zeros)
 * @throws ChainruleError if an option is unknown or the window does not fit the image
 * @example
 * conv2d({ filters: 6, kernel: 5, padding: 2 });
 */
export const conv2d: ((options: Conv2dLayerOptions) => Layer) & typeof conv2dOp = layerOrOp(conv2dEntry, conv2dOp);
