import type { Tensor } from "../graph/tensor.ts";
import { zeroValues } from "../initializers/fixed.ts";
import { type AttentionOptions, attentionParts } from "../ops/attention.ts";
import { reshape } from "../ops/reshape.ts";
import { rotary as turn } from "../ops/rotary.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { dropWeights, fromHeads, keyMask, partOf, requireHeads, toHeads, toOneHeads } from "./attentionHeads.ts";
import { rememberAttention } from "./attentionMaps.ts";
import {
  type AttentionLayerOptions,
  attentionOptions,
  causalOption,
  rotaryBase,
  rotaryOption,
} from "./attentionOptions.ts";
import { buildPart } from "./buildPart.ts";
import { incrementalOf } from "./incrementalInOrder.ts";
import { keyValueCache } from "./keyValueCache.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { type RelativeDistances, relativeBias, relativeOption } from "./relativeBias.ts";
import { requireSequence } from "./requireInput.ts";
import { wholeSequence } from "./wholeSequence.ts";

/** Settings of {@link multiHeadAttention}. */
export interface MultiHeadAttentionOptions extends AttentionLayerOptions {
  /** Whether each position looks at itself and those before alone (default false). */
  readonly causal?: boolean;
  /** Whether positions turn queries and keys (default false), or the base of the frequencies (true: 10000). */
  readonly rotary?: boolean | number;
  /** A learned bias by distance (default none). */
  readonly relative?: RelativeDistances | undefined;
}

export const multiHeadAttentionEntry: Entry<Layer> = defineEntry<MultiHeadAttentionOptions, Layer>({
  name: "multiHeadAttention",
  summary: {
    en: "Each position gathers what it needs from the others: self-attention with several heads.",
    zh: "每个位置从其他位置汇集所需的信息：多头自注意力。",
  },
  options: { ...attentionOptions, causal: causalOption(false), rotary: rotaryOption, relative: relativeOption },
  shorthand: "heads",
  create: (options, given) => ({
    kind: "multiHeadAttention",
    options: given,
    build: (input, context) => {
      const { heads, causal, bias, initializer } = options;
      const { path } = context;
      const [positions, width] = requireSequence("multiHeadAttention", path, input);
      const base = rotaryBase(options.rotary);
      requireHeads("multiHeadAttention", path, width, heads, base !== undefined);
      const weight = context.parameter({ name: "in_proj_weight", shape: [3 * width, width], initializer });
      const shift = bias
        ? context.parameter({ name: "in_proj_bias", shape: [3 * width], initializer: zeroValues() })
        : undefined;
      const out = buildPart(linear({ units: width, bias, initializer }), input, context.inner("out_proj"));
      const relative =
        options.relative === undefined ? undefined : relativeBias(options.relative, heads, causal, context);
      const drop = dropWeights(options.dropout, context);
      const size = width / heads;
      const scale = 1 / Math.sqrt(size);
      const map = (index: number): ReturnType<typeof partOf> => partOf(weight, shift, index, width);
      const turned = (x: Tensor): Tensor => (base === undefined ? x : turn(x, { base }));
      const turnedAt = (x: Tensor, position: Tensor, length: number): Tensor =>
        base === undefined ? x : turn(x, { base, at: { positions: reshape(position, [1]), length } });
      return {
        output: input,
        multiplyAdds: 4 * positions * width * width + 2 * positions * positions * width,
        apply: (x, mode) => {
          const q = turned(toHeads(x, map(0), heads, scale));
          const k = turned(toHeads(x, map(1), heads));
          const v = toHeads(x, map(2), heads);
          const looked: AttentionOptions = {
            scale: 1,
            causal,
            mask: keyMask(x),
            bias: relative?.whole(x.shape[1] ?? 1),
            dropout: drop(mode),
          };
          return out.apply(fromHeads(rememberAttention(attentionParts(q, k, v, looked))), mode);
        },
        incremental: causal
          ? keyValueCache({
              heads,
              size,
              queries: (x, position, length) => turnedAt(toOneHeads(x, map(0), heads, scale), position, length),
              keys: (x, position, length) => turnedAt(toOneHeads(x, map(1), heads), position, length),
              values: (x) => toOneHeads(x, map(2), heads),
              bias: (position, length) => relative?.at(position, length),
              out: (y, position) => incrementalOf(out).apply(y, [], position).y,
            })
          : wholeSequence("multiHeadAttention", path),
      };
    },
  }),
});

/**
 * Self-attention with several heads over a sequence [positions, width], of the same shape: each head has queries, keys and
 * values of its own, of width / heads; what they find is laid side by side and mixed by a last linear map. Positions that
 * an embedding's padding marks are not looked at; a position that may look at nothing gets the bias alone.
 *
 * Weights `in_proj_weight` [3·width, width] (queries, keys, values one below the other), `in_proj_bias`, `out_proj.weight`
 * and `out_proj.bias`, as `torch.nn.MultiheadAttention`; with `relative` also `relative_attention_bias.weight`
 * [distances, heads], zero at first. With `rotary` feature i of a head is paired with feature i + half, as in Llama.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.2.
 *
 * @param options - `heads`, or `{ heads, causal (default false), dropout (0), bias (true), initializer (Xavier uniform),
 *   rotary (false; true, or the base of the frequencies), relative (none; k: a bias for each distance up to ±k, those
 *   beyond as ±k; { buckets, distance }: as in T5) }`
 * @throws ChainruleError when it is built, if heads do not divide the width or the input is no sequence
 * @example
 * residual([layerNorm(), multiHeadAttention({ heads: 4, causal: true, rotary: true })]);
 */
export function multiHeadAttention(options: number | MultiHeadAttentionOptions): Layer {
  return multiHeadAttentionEntry.make(options);
}
