import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { cast } from "../ops/cast.ts";
import { concat } from "../ops/concat.ts";
import { conv2d } from "../ops/conv2d.ts";
import { expandDims } from "../ops/expandDims.ts";
import { greater } from "../ops/greater.ts";
import { ones } from "../ops/ones.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import { where } from "../ops/where.ts";
import { makeOption } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import type { Incremental } from "./incremental.ts";
import type { Layer } from "./layer.ts";
import { type LinearOptions, startOf, weightOptions } from "./linear.ts";
import { outputShape } from "./probe.ts";
import { requireSequence } from "./requireInput.ts";
import { maskOf, withMask } from "./sequenceMask.ts";
import { wholeSequence } from "./wholeSequence.ts";

/** Zeros at both ends; as many as keep the length; or all of these in front, so that no position sees a later one. */
export type SequencePadding = number | "same" | "causal";

/** Settings of {@link conv1d}. */
export interface Conv1dOptions extends Omit<LinearOptions, "units"> {
  /** Number of filters: features of the output. */
  readonly filters: number;
  /** Positions of the window. */
  readonly kernel: number;
  /** Positions from one window to the next (default 1). */
  readonly stride?: number;
  /** Zeros at each end (default 0), or `"same"` or `"causal"`, which keep the length at stride 1. */
  readonly padding?: SequencePadding;
  /** Distance between the window's positions (default 1). */
  readonly dilation?: number;
  /** Features and filters in groups that do not see each other (default 1). */
  readonly groups?: number;
}

type Geometry = Required<Pick<Conv1dOptions, "kernel" | "stride" | "padding" | "dilation" | "groups">>;

export const conv1dEntry: Entry<Layer> = defineEntry<Conv1dOptions, Layer>({
  name: "conv1d",
  summary: { en: "Filters slid along a sequence.", zh: "沿序列滑动的卷积核。" },
  options: {
    filters: integer({ min: 1, en: "Number of filters.", zh: "卷积核个数。" }),
    kernel: integer({ min: 1, en: "Positions of the window.", zh: "窗口的位置数。" }),
    stride: integer({ default: 1, min: 1, en: "Step of the window.", zh: "窗口的步长。" }),
    padding: makeOption<SequencePadding>(
      {
        default: 0,
        en: "Zeros at each end; same keeps the length; causal puts all zeros in front.",
        zh: "两端补零的个数；same 保持长度；causal 把零全部补在前面。",
      },
      {
        expected: {
          en: 'a whole number of at least 0, "same" or "causal"',
          zh: '不小于 0 的整数、"same" 或 "causal"',
        },
        schema: { anyOf: [{ type: "integer", minimum: 0 }, { enum: ["same", "causal"] }] },
        read: (value) => {
          if (value === "same" || value === "causal") return value;
          return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
        },
      },
    ),
    dilation: integer({ default: 1, min: 1, en: "Distance between the window's positions.", zh: "窗口内位置的间距。" }),
    groups: integer({
      default: 1,
      min: 1,
      en: "Groups of features that do not see each other.",
      zh: "互不相连的特征组数。",
    }),
    ...weightOptions,
  },
  create: (options, given) => ({
    kind: "conv1d",
    options: given,
    build: (input, context) => {
      const { filters, kernel, groups } = options;
      const { path } = context;
      const [, features] = requireSequence("conv1d", path, input);
      if (features % groups !== 0 || filters % groups !== 0) throw badGroups(features, filters, groups, path);
      const start = startOf(options);
      const shape = [filters, features / groups, kernel];
      const fanIn = elementCount(shape.slice(1));
      const fanOut = (filters / groups) * kernel;
      const weight = context.parameter({ name: "weight", shape, initializer: start.weight, fanIn, fanOut });
      const bias =
        start.bias &&
        context.parameter({ name: "bias", shape: [filters], initializer: start.bias, fanIn, fanOut: filters });
      const filtered = (x: Tensor, geometry: Geometry): Tensor => {
        const y = slide(x, weight, geometry);
        return bias === undefined ? y : add(y, bias);
      };
      const output = outputShape(input, (x) => filtered(x, options));
      const incremental =
        options.padding === "causal" && options.stride === 1
          ? goOn(options, features, filtered)
          : wholeSequence("conv1d", path);
      return {
        output: { shape: output, dtype: "f32" },
        multiplyAdds: elementCount(output) * fanIn,
        apply: (x) => {
          const mask = maskOf(x);
          if (mask === undefined) return filtered(x, options);
          const y = filtered(where(expandDims(mask, -1), x, 0), options);
          return withMask(y, y.shape[1] === x.shape[1] ? mask : realWindows(mask, options));
        },
        // A window of one position treats every position alone.
        ...(kernel === 1 && options.stride === 1 ? {} : { incremental }),
      };
    },
  }),
});

/** Filters [filters, features / groups, kernel] over x [B, T, F]: a convolution of images of one row. */
function slide(x: Tensor, weight: Tensor, { stride, padding, dilation, groups }: Geometry): Tensor {
  const [batch = 1, positions = 1, features = 1] = x.shape;
  const [filters = 1, groupFeatures = 1, kernel = 1] = weight.shape;
  const images = reshape(transpose(x, [0, 2, 1]), [batch, features, 1, positions]);
  const [left, right] = endsOf(padding, (kernel - 1) * dilation);
  const y = conv2d(images, reshape(weight, [filters, groupFeatures, 1, kernel]), {
    stride: [1, stride],
    padding: { top: 0, bottom: 0, left, right },
    dilation: [1, dilation],
    groups,
  });
  return transpose(reshape(y, [batch, filters, y.shape[3] ?? 1]), [0, 2, 1]);
}

/** Zeros before and after, for a window that reaches over `span` further positions. */
function endsOf(padding: SequencePadding, span: number): readonly [number, number] {
  if (padding === "causal") return [span, 0];
  if (padding === "same") return [Math.floor(span / 2), span - Math.floor(span / 2)];
  return [padding, padding];
}

/** Which windows hold a real position. */
function realWindows(mask: Tensor, geometry: Geometry): Tensor {
  const real: Tensor = expandDims(cast(mask, "f32"), -1);
  const counts = slide(real, ones([1, 1, geometry.kernel]), { ...geometry, groups: 1 });
  return greater(reshape(counts, counts.shape.slice(0, 2)), 0);
}

/** The window's earlier positions are kept; it moves on by one. */
function goOn(geometry: Geometry, features: number, filtered: (x: Tensor, geometry: Geometry) => Tensor): Incremental {
  const earlier = (geometry.kernel - 1) * geometry.dilation;
  return {
    state: (batch) => [{ name: "window", shape: [batch, earlier, features] }],
    apply: (x, [before]) => {
      if (before === undefined) throw new RangeError("a convolution keeps its window");
      const mask = maskOf(x);
      const now: Tensor = mask === undefined ? x : where(expandDims(mask, -1), x, 0);
      const window = concat([before, now], 1);
      return { y: filtered(window, { ...geometry, padding: 0 }), kept: [slice(window, { starts: [0, 1] })] };
    },
  };
}

function badGroups(features: number, filters: number, groups: number, path: string): ChainruleError {
  return new ChainruleError("learning.shape", {
    subject: "conv1d",
    expected: { en: "features and filters must be multiples of groups", zh: "特征数与卷积核个数必须是组数的倍数" },
    received: `${features} features, ${filters} filters, ${groups} groups`,
    path,
  });
}

/**
 * Filters slid along a sequence [positions, features], to [positions', filters]: as everywhere here, positions come first
 * (PyTorch's data have the features first). `weight` [filters, features / groups, kernel] and `bias` [filters], as
 * `torch.nn.Conv1d`. Positions that an embedding's padding marks count as zeros; where the length changes, a position of
 * the output is real if its window holds a real one.
 *
 * @param options - `filters`, `kernel`, `stride` (default 1), `padding` (0; `"same"`, or `"causal"`: no position sees a
 *   later one), `dilation` (1), `groups` (1), `bias` (true), `weights`, `initializer` (Xavier uniform), `biasInitializer`
 * @throws ChainruleError if an option is unknown or the window does not fit the sequence
 * @example
 * sequential({ input: [20, 8] }, [conv1d({ filters: 16, kernel: 3, padding: "causal" }), relu(), poolOverTime("max"), linear(2)]);
 */
export function conv1d(options: Conv1dOptions): Layer {
  return conv1dEntry.make(options);
}
