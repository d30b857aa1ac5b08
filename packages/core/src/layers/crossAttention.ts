import type { Tensor } from "../graph/tensor.ts";
import { zeroValues } from "../initializers/fixed.ts";
import { attentionParts } from "../ops/attention.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { dropWeights, fromHeads, type HeadMap, keyMask, partOf, requireHeads, toHeads } from "./attentionHeads.ts";
import { rememberAttention } from "./attentionMaps.ts";
import { type AttentionLayerOptions, attentionOptions } from "./attentionOptions.ts";
import { buildPart } from "./buildPart.ts";
import { mergeAlone } from "./incrementalInOrder.ts";
import type { ApplyMode, BuildContext, MergeLayer } from "./layer.ts";
import { linear } from "./linear.ts";
import { requireInputs } from "./requireInput.ts";
import { maskOf, withMask } from "./sequenceMask.ts";

/** Settings of {@link crossAttention}. */
export type CrossAttentionOptions = AttentionLayerOptions;

export const crossAttentionEntry: Entry<MergeLayer> = defineEntry<CrossAttentionOptions, MergeLayer>({
  name: "crossAttention",
  summary: {
    en: "Each position of one sequence gathers what it needs from another.",
    zh: "一个序列的每个位置从另一个序列汇集所需的信息。",
  },
  options: attentionOptions,
  shorthand: "heads",
  create: (options, given) => ({
    kind: "crossAttention",
    options: given,
    merge: (inputs, context) => {
      const { heads, bias, initializer } = options;
      const { path } = context;
      const [queries, memory] = requireInputs("crossAttention", path, inputs);
      const [positions = 1, width = 1] = queries.shape;
      const [others = 1, memoryWidth = 1] = memory.shape;
      requireHeads("crossAttention", path, width, heads, false);
      const map = headMaps(options, width, memoryWidth, context);
      const out = buildPart(linear({ units: width, bias, initializer }), queries, context.inner("out_proj"));
      const drop = dropWeights(options.dropout, context);
      const prepare = ([from]: readonly Tensor[]): readonly Tensor[] => {
        if (from === undefined) throw new RangeError("cross-attention has two inputs");
        return [withMask(toHeads(from, map(1), heads), maskOf(from)), toHeads(from, map(2), heads)];
      };
      /** Looks with queries of `x` at the keys and values that `prepare` made. */
      const look = ([x, keys, values]: readonly Tensor[], mode: ApplyMode): Tensor => {
        if (x === undefined || keys === undefined || values === undefined) throw new RangeError("no keys and values");
        const q = toHeads(x, map(0), heads, Math.sqrt(heads / width));
        const parts = attentionParts(q, keys, values, { scale: 1, mask: keyMask(keys), dropout: drop(mode) });
        return out.apply(fromHeads(rememberAttention(parts)), mode);
      };
      return {
        output: queries,
        multiplyAdds: 2 * positions * width * width + 2 * others * memoryWidth * width + 2 * positions * others * width,
        apply: ([x, ...others], mode) => look(x === undefined ? [] : [x, ...prepare(others)], mode),
        goesOn: {
          // What is kept has the batch in front; heads come first in `look`.
          ...mergeAlone("whole", ([x, ...prepared], mode) =>
            look([...(x === undefined ? [] : [x]), ...prepared.map(turned)], mode),
          ),
          prepare: (others) => prepare(others).map(turned),
        },
      };
    },
  }),
});

/** The first two axes in the other order, with the mask. */
function turned(x: Tensor): Tensor {
  return withMask(transpose(x, [1, 0, 2, 3]), maskOf(x));
}

/** The maps to queries, keys and values: one weight for all where the widths are equal, else three, as PyTorch has them. */
function headMaps(
  { bias, initializer }: Required<CrossAttentionOptions>,
  width: number,
  memoryWidth: number,
  context: BuildContext,
): (index: number) => HeadMap {
  const isOne = width === memoryWidth;
  const weights: Tensor[] = isOne
    ? [context.parameter({ name: "in_proj_weight", shape: [3 * width, width], initializer })]
    : ["q_proj_weight", "k_proj_weight", "v_proj_weight"].map((name, index) =>
        context.parameter({ name, shape: [width, index === 0 ? width : memoryWidth], initializer }),
      );
  const shift = bias
    ? context.parameter({ name: "in_proj_bias", shape: [3 * width], initializer: zeroValues() })
    : undefined;
  return (index) => {
    const weight = weights[isOne ? 0 : index];
    if (weight === undefined) throw new RangeError("there are three maps");
    if (isOne) return partOf(weight, shift, index, width);
    return { weight, bias: shift && slice(shift, { starts: [index * width], ends: [(index + 1) * width] }) };
  };
}

/**
 * Attention from one sequence to another, for functional models: queries from the first input [positions, width], keys and
 * values from the second [others, features]; of the first one's shape. Positions of the second that an embedding's padding
 * marks are not looked at.
 *
 * Weights as `torch.nn.MultiheadAttention`: `in_proj_weight` [3·width, width] where both are as wide, else `q_proj_weight`,
 * `k_proj_weight` and `v_proj_weight`; `in_proj_bias`, `out_proj.weight`, `out_proj.bias`.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.2.3.
 *
 * @param options - `heads`, or `{ heads, dropout (default 0), bias (true), initializer (Xavier uniform) }`
 * @throws ChainruleError when it is built, if heads do not divide the width or an input is no sequence
 * @example
 * merge(crossAttention(2), [symbol("words", [8, 16]), symbol("image", [49, 32])]);
 */
export function crossAttention(options: number | CrossAttentionOptions): MergeLayer {
  return crossAttentionEntry.make(options);
}
