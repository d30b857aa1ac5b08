import { withScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { causalOption } from "./attentionOptions.ts";
import { crossAttention } from "./crossAttention.ts";
import { evaluationMode } from "./evaluationMode.ts";
import { incrementalOf } from "./incrementalInOrder.ts";
import type { MergeLayer } from "./layer.ts";
import { requireInputs } from "./requireInput.ts";
import { passMask } from "./sequenceMask.ts";
import { type TransformerOptions, transformerOptions } from "./transformerOptions.ts";
import { TransformerParts } from "./transformerParts.ts";

export const transformerDecoderEntry: Entry<MergeLayer> = defineEntry<TransformerOptions, MergeLayer>({
  name: "transformerDecoder",
  summary: {
    en: "A transformer block that also looks at another sequence: self-attention, cross-attention, feed-forward.",
    zh: "还能看到另一个序列的 Transformer 块：自注意力、交叉注意力、前馈网络。",
  },
  options: { ...transformerOptions, causal: causalOption(true) },
  shorthand: "heads",
  create: (options, given) => ({
    kind: "transformerDecoder",
    options: given,
    merge: (inputs, context) => {
      const [target, memory] = requireInputs("transformerDecoder", context.path, inputs);
      const { heads, dropout, bias, initializer } = options;
      const parts = new TransformerParts(options, target, context);
      const attention = parts.selfAttention();
      const inner = context.inner("multihead_attn");
      const cross = withScope(inner.path, () =>
        crossAttention({ heads, dropout, bias, initializer }).merge([target, memory], inner),
      );
      const feedForward = parts.feedForward();
      const first = parts.added(parts.norm("norm1"), attention, parts.drop("dropout1"));
      const [norm, drop] = [parts.norm("norm2"), parts.drop("dropout2")];
      const last = parts.added(parts.norm("norm3"), feedForward, parts.drop("dropout3"));
      return {
        output: target,
        multiplyAdds: first.multiplyAdds + cross.multiplyAdds + last.multiplyAdds,
        apply: ([x, from], mode) => {
          if (x === undefined || from === undefined) throw new RangeError("a decoder has two inputs");
          const own: Tensor = passMask(x, first.apply(x, mode));
          const looked = withScope(inner.path, () => cross.apply([norm.apply(own, mode), from], mode));
          return last.apply(passMask(own, add(own, drop.apply(looked, mode))), mode);
        },
        goesOn: {
          others: "whole",
          prepare: (others) => withScope(inner.path, () => cross.goesOn?.prepare?.(others) ?? others),
          state: (batch, capacity) => incrementalOf(first).state(batch, capacity),
          apply: ([x, ...prepared], kept, position) => {
            if (x === undefined) throw new RangeError("a decoder has two inputs");
            const own = incrementalOf(first).apply(x, kept, position);
            const normed = norm.apply(own.y, evaluationMode);
            const looked = withScope(inner.path, () => cross.goesOn?.apply([normed, ...prepared], [], position));
            if (looked === undefined) throw new TypeError("cross-attention goes on");
            return { y: last.apply(add(own.y, looked.y), evaluationMode), kept: own.kept };
          },
        },
      };
    },
  }),
});

/**
 * One block of a transformer that also looks at another sequence, for functional models: inputs are the sequence
 * [positions, width] and the memory [others, features], say what an encoder made; the first one's shape comes out.
 * Normalized first: x ← x + selfAttention(norm(x)), x ← x + crossAttention(norm(x), memory), x ← x + W₂ act(W₁ norm(x)).
 * Causal unless it is told otherwise.
 *
 * Weights under the names of `torch.nn.TransformerDecoderLayer(…, norm_first=True)`: `self_attn.…`, `multihead_attn.…`,
 * `linear1.…`, `linear2.…`, `norm1.…`, `norm2.…`, `norm3.…`; memory of another width as {@link crossAttention} takes it.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.1.
 *
 * @param options - as {@link transformerEncoder}, but for `causal` (default true)
 * @throws ChainruleError when it is built, if heads do not divide the width or an input is no sequence
 * @example
 * merge(transformerDecoder(2), [symbol("sounds", [9, 16]), symbol("letters", [12, 16])]);
 */
export function transformerDecoder(options: number | TransformerOptions): MergeLayer {
  return transformerDecoderEntry.make(options);
}
