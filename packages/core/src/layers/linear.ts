import type { NestedNumbers } from "../engines/session.ts";
import { elementCount } from "../graph/shape.ts";
import { givenValues, zeroValues } from "../initializers/fixed.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { initializerRegistry } from "../initializers/registry.ts";
import { xavierUniform } from "../initializers/scaled.ts";
import { add } from "../ops/add.ts";
import { matMul } from "../ops/matMul.ts";
import { nestedNumbers } from "../spec/lists.ts";
import { makeOption, type OptionSpec, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry, entryOption } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { requireInput } from "./requireInput.ts";

export interface LinearOptions {
  /** Number of outputs. */
  readonly units: number;
  /** Whether there is a bias (default true), or its values. */
  readonly bias?: boolean | readonly number[];
  /** Values of the weight, [units][inputs], in place of an initializer. */
  readonly weights?: NestedNumbers | undefined;
  /** How the weight begins (default {@link xavierUniform}). */
  readonly initializer?: Initializer;
  /** How the bias begins (default zeros). */
  readonly biasInitializer?: Initializer;
}

/** Options that every layer with a weight and a bias has. */
export const weightOptions: {
  readonly bias: OptionSpec<boolean | readonly number[]>;
  readonly weights: OptionSpec<NestedNumbers | undefined>;
  readonly initializer: OptionSpec<Initializer>;
  readonly biasInitializer: OptionSpec<Initializer>;
} = {
  bias: makeOption<boolean | readonly number[]>(
    { default: true, en: "Whether there is a bias, or its values.", zh: "是否有偏置，或偏置的数值。" },
    {
      expected: { en: "true, false, or a list of numbers", zh: " true、false 或由数组成的列表" },
      schema: { anyOf: [{ type: "boolean" }, { type: "array", items: { type: "number" } }] },
      read: (value) =>
        typeof value === "boolean" || (Array.isArray(value) && value.every((item) => typeof item === "number"))
          ? value
          : undefined,
    },
  ),
  weights: optional(nestedNumbers({ en: "Values of the weight, outputs first.", zh: "权重的数值，输出在前。" })),
  initializer: entryOption("initializer", () => initializerRegistry, {
    default: xavierUniform(),
    en: "How the weight begins (default xavierUniform).",
    zh: "权重的初始化方法（默认 xavierUniform）。",
  }),
  biasInitializer: entryOption("initializer", () => initializerRegistry, {
    default: zeroValues(),
    en: "How the bias begins (default zeros).",
    zh: "偏置的初始化方法（默认 zeros）。",
  }),
};

/** How the weight and the bias begin: given values go before initializers; `undefined` where there is no bias. */
export function startOf(
  options: Required<Pick<LinearOptions, "bias" | "weights" | "initializer" | "biasInitializer">>,
): {
  readonly weight: Initializer;
  readonly bias: Initializer | undefined;
} {
  const { bias, weights } = options;
  return {
    weight: weights === undefined ? options.initializer : givenValues(weights),
    bias: bias === false ? undefined : bias === true ? options.biasInitializer : givenValues(bias),
  };
}

export const linearEntry: Entry<Layer> = defineEntry<LinearOptions, Layer>({
  name: "linear",
  summary: {
    en: "Every output a weighted sum of all inputs: y = xWᵀ + b.",
    zh: "每个输出是全部输入的加权和：y = xWᵀ + b。",
  },
  options: { units: integer({ min: 1, en: "Number of outputs.", zh: "输出个数。" }), ...weightOptions },
  shorthand: "units",
  create: (options, given) => ({
    kind: "linear",
    options: given,
    build: (input, context) => {
      const { units } = options;
      const inputs = input.shape[input.shape.length - 1];
      requireInput("linear", context.path, input, inputs !== undefined, {
        en: "a list of numbers (put flatten before it)",
        zh: "一列数（可在前面加 flatten）",
      });
      const fanIn = inputs ?? 0;
      const start = startOf(options);
      const weight = context.parameter({ name: "weight", shape: [units, fanIn], initializer: start.weight });
      const bias =
        start.bias &&
        context.parameter({ name: "bias", shape: [units], initializer: start.bias, fanIn, fanOut: units });
      const rows = elementCount(input.shape.slice(0, -1));
      return {
        output: { shape: [...input.shape.slice(0, -1), units], dtype: "f32" },
        multiplyAdds: rows * fanIn * units,
        apply: (x) => {
          const product = matMul(x, weight, { transposeB: true });
          return bias === undefined ? product : add(product, bias);
        },
      };
    },
  }),
});

/**
 * A fully connected layer: y = xWᵀ + b, with W of shape [units, inputs] and b of shape [units]; over the last axis.
 * Weights `weight` and `bias`, as `torch.nn.Linear`.
 *
 * @param options - the number of units, or `units`, `bias` (default true), `weights` [units][inputs],
 *   `initializer` (default Xavier uniform), `biasInitializer` (default zeros)
 * @throws ChainruleError if an option is unknown or out of its range
 * @example
 * linear(10);
 * linear({ units: 1, weights: [[0.1, 0.6]], bias: [0] });
 */
export function linear(options: number | LinearOptions): Layer {
  return linearEntry.make(options);
}
