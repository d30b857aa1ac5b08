import type { Initializer } from "../initializers/initializer.ts";
import { initializerRegistry } from "../initializers/registry.ts";
import { xavierUniform } from "../initializers/scaled.ts";
import { makeOption, type OptionSpec } from "../spec/optionSpec.ts";
import { entryOption } from "../spec/registry.ts";
import { boolean, integer, number } from "../spec/scalars.ts";

/** Options of every layer with attention inside. */
export interface AttentionLayerOptions {
  /** Number of heads; it divides the width. */
  readonly heads: number;
  /** Share of the attention's weights that is set to zero while training (default 0). */
  readonly dropout?: number;
  /** Whether the linear maps have biases (default true). */
  readonly bias?: boolean;
  /** How the weights begin (default Xavier uniform). */
  readonly initializer?: Initializer;
}

export const attentionOptions: {
  readonly heads: OptionSpec<number>;
  readonly dropout: OptionSpec<number>;
  readonly bias: OptionSpec<boolean>;
  readonly initializer: OptionSpec<Initializer>;
} = {
  heads: integer({ min: 1, en: "Number of heads; it divides the width.", zh: "头数，须整除宽度。" }),
  dropout: number({
    default: 0,
    min: 0,
    below: 1,
    en: "Share that is set to zero while training.",
    zh: "训练时置零的比例。",
  }),
  bias: boolean({ default: true, en: "Whether the linear maps have biases.", zh: "各线性映射是否有偏置。" }),
  initializer: entryOption("initializer", () => initializerRegistry, {
    default: xavierUniform(),
    en: "How the weights begin (default xavierUniform).",
    zh: "权重的初始化方法（默认 xavierUniform）。",
  }),
};

/** Whether each position sees itself and those before alone. */
export function causalOption(usual: boolean): OptionSpec<boolean> {
  return boolean({
    default: usual,
    en: "Whether each position sees itself and those before alone.",
    zh: "每个位置是否只能看到自己和之前的位置。",
  });
}

/** Rotary positions: none, or the base of their frequencies. */
export const rotaryOption: OptionSpec<boolean | number> = makeOption<boolean | number>(
  {
    default: false,
    en: "Whether positions turn queries and keys, or the base of the frequencies (10000).",
    zh: "是否用位置旋转查询与键，或频率的底数（10000）。",
  },
  {
    expected: { en: "true, false, or a base above 1", zh: " true、false 或大于 1 的底数" },
    schema: { anyOf: [{ type: "boolean" }, { type: "number", exclusiveMinimum: 1 }] },
    read: (value) =>
      typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value) && value > 1)
        ? value
        : undefined,
  },
);

/** The base that the option `rotary` asks for. */
export function rotaryBase(rotary: boolean | number): number | undefined {
  return rotary === false ? undefined : rotary === true ? 10_000 : rotary;
}
