import { defineEntry, type Entry } from "../spec/registry.ts";
import { inOrder } from "./inOrder.ts";
import type { Layer } from "./layer.ts";
import { requireSequence } from "./requireInput.ts";
import { type TransformerOptions, transformerOptions } from "./transformerOptions.ts";
import { TransformerParts } from "./transformerParts.ts";

export const transformerEncoderEntry: Entry<Layer> = defineEntry<TransformerOptions, Layer>({
  name: "transformerEncoder",
  summary: {
    en: "A transformer block: self-attention, then a feed-forward network, each added to what came in.",
    zh: "Transformer 块：自注意力，然后是前馈网络，各自加到输入上。",
  },
  options: transformerOptions,
  shorthand: "heads",
  create: (options, given) => ({
    kind: "transformerEncoder",
    options: given,
    build: (input, context) => {
      requireSequence("transformerEncoder", context.path, input);
      const parts = new TransformerParts(options, input, context);
      const attention = parts.selfAttention();
      const feedForward = parts.feedForward();
      return inOrder(
        [
          parts.added(parts.norm("norm1"), attention, parts.drop("dropout1")),
          parts.added(parts.norm("norm2"), feedForward, parts.drop("dropout2")),
        ],
        input,
      );
    },
  }),
});

/**
 * One block of a transformer over a sequence [positions, width], of the same shape, normalized first:
 * x ← x + attention(norm(x)), then x ← x + W₂ act(W₁ norm(x)). With `causal` it is the block of a language model (GPT); a
 * last `layerNorm()` belongs behind the last block.
 *
 * Weights under the names of `torch.nn.TransformerEncoderLayer(…, norm_first=True)`: `self_attn.in_proj_weight`, …,
 * `linear1.weight`, `linear2.weight`, `norm1.weight`, `norm2.weight`, and biases; with `gated` also `linear3.weight`.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017; normalized first: Xiong et al., "On layer normalization in the
 * transformer architecture", 2020.
 *
 * @param options - `heads`, or `{ heads, hidden (default four times the width), activation (relu), gated (false),
 *   norm ("layerNorm" or "rmsNorm"), dropout (0), causal (false), rotary (false), relative (none), bias (true),
 *   initializer (Xavier uniform) }`; see {@link multiHeadAttention}
 * @throws ChainruleError when it is built, if heads do not divide the width or the input is no sequence
 * @example
 * sequential({ input: [20], inputType: "i32" }, [
 *   embedding({ size: 27, width: 16 }), transformerEncoder({ heads: 2, causal: true, rotary: true }), layerNorm(), linear(27),
 * ]);
 */
export function transformerEncoder(options: number | TransformerOptions): Layer {
  return transformerEncoderEntry.make(options);
}
