import type { OptionSpec } from "../spec/optionSpec.ts";
import { optional } from "../spec/optionSpec.ts";
import { entryOption } from "../spec/registry.ts";
import { boolean, choice, integer } from "../spec/scalars.ts";
import { activationRegistry, relu } from "./activations.ts";
import { type AttentionLayerOptions, attentionOptions, causalOption, rotaryOption } from "./attentionOptions.ts";
import type { Layer } from "./layer.ts";
import { type RelativeDistances, relativeOption } from "./relativeBias.ts";

/** Options of transformer blocks. */
export interface TransformerOptions extends AttentionLayerOptions {
  /** Width inside the feed-forward network (default: four times the block's). */
  readonly hidden?: number | undefined;
  /** Activation of the feed-forward network (default relu; with a gate, silu gives SwiGLU). */
  readonly activation?: Layer;
  /** Whether the feed-forward network has a gate (default false). */
  readonly gated?: boolean;
  /** How inputs of attention and feed-forward are normalized (default `"layerNorm"`). */
  readonly norm?: "layerNorm" | "rmsNorm";
  /** Whether each position sees itself and those before alone. */
  readonly causal?: boolean;
  /** Whether positions turn queries and keys of self-attention (default false), or the base of the frequencies. */
  readonly rotary?: boolean | number;
  /** A learned bias of self-attention by distance (default none). */
  readonly relative?: RelativeDistances | undefined;
}

export const transformerOptions: {
  readonly [Key in keyof TransformerOptions]-?: OptionSpec<Required<TransformerOptions>[Key]>;
} = {
  ...attentionOptions,
  hidden: optional(
    integer({
      min: 1,
      en: "Width inside the feed-forward network (default: four times the block's).",
      zh: "前馈网络内层的宽度（默认为块宽度的四倍）。",
    }),
  ),
  activation: entryOption("layer", () => activationRegistry, {
    default: relu(),
    en: "Activation of the feed-forward network (default relu).",
    zh: "前馈网络的激活函数（默认 relu）。",
  }),
  gated: boolean({ default: false, en: "Whether the feed-forward network has a gate.", zh: "前馈网络是否带门控。" }),
  norm: choice(["layerNorm", "rmsNorm"], {
    default: "layerNorm",
    en: "How inputs of attention and feed-forward are normalized.",
    zh: "注意力与前馈网络的输入如何归一化。",
  }),
  causal: causalOption(false),
  rotary: rotaryOption,
  relative: relativeOption,
};
