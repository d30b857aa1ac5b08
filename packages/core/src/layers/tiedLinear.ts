import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { matMul } from "../ops/matMul.ts";
import { makeOption, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { embeddingTable } from "./embedding.ts";
import type { BuildContext, Layer } from "./layer.ts";
import { type LinearOptions, startOf, weightOptions } from "./linear.ts";
import { requireInput } from "./requireInput.ts";

/** Settings of {@link tiedLinear}. */
export interface TiedLinearOptions extends Pick<LinearOptions, "bias" | "biasInitializer"> {
  /** Key of the embedding whose table is the weight, say `"0"` (default: the embedding that came last). */
  readonly to?: string | undefined;
}

export const tiedLinearEntry: Entry<Layer> = defineEntry<TiedLinearOptions, Layer>({
  name: "tiedLinear",
  summary: {
    en: "A score for each token by an embedding's own table: y = xEᵀ + b.",
    zh: "用嵌入层自己的表为每个词元打分：y = xEᵀ + b。",
  },
  options: {
    to: optional(
      makeOption<string>(
        {
          en: "Key of the embedding whose table it shares (default: the last one).",
          zh: "共享其表的嵌入层的键（默认：最后一个）。",
        },
        {
          expected: { en: 'the key of an embedding, say "0"', zh: '某个嵌入层的键，如 "0"' },
          schema: { type: "string" },
          read: (value) => (typeof value === "string" ? value : undefined),
        },
      ),
    ),
    bias: weightOptions.bias,
    biasInitializer: weightOptions.biasInitializer,
  },
  shorthand: "to",
  create: ({ to, bias, biasInitializer }, given) => ({
    kind: "tiedLinear",
    options: given,
    build: (input, context) => {
      const table = tableOf(context, to);
      const [size = 1, width = 1] = table.shape;
      requireInput("tiedLinear", context.path, input, input.shape[input.shape.length - 1] === width, {
        en: `as wide as the embedding, […, ${width}] (put linear(${width}) before it)`,
        zh: `与嵌入同宽，即 […, ${width}]（可在前面加 linear(${width})）`,
      });
      const start = startOf({ bias, biasInitializer, weights: undefined, initializer: biasInitializer });
      const shift =
        start.bias &&
        context.parameter({ name: "bias", shape: [size], initializer: start.bias, fanIn: width, fanOut: size });
      const shape = [...input.shape.slice(0, -1), size];
      return {
        output: { shape, dtype: "f32" },
        multiplyAdds: elementCount(shape) * width,
        apply: (x) => {
          const product: Tensor = matMul(x, table, { transposeB: true });
          return shift === undefined ? product : add(product, shift);
        },
      };
    },
  }),
});

function tableOf(context: BuildContext, key: string | undefined): Tensor {
  const table = context.offered(embeddingTable, key);
  if (table !== undefined) return table;
  throw new ChainruleError("learning.option", {
    subject: "tiedLinear",
    name: "to",
    expected: { en: "the key of an embedding that comes before it", zh: "位于它之前的某个嵌入层的键" },
    received: key === undefined ? "no embedding" : `"${key}"`,
    path: context.path,
  });
}

/**
 * A linear layer whose weight is the table E [size, width] of an embedding before it: y = xEᵀ + b, a score for each
 * token. One parameter serves both places, and its gradient is the sum of both; saved files hold it once, under the
 * embedding's key. Its own weight is `bias` [size] alone.
 *
 * Source: Press and Wolf, "Using the output embedding to improve language models", 2017, section 3.
 *
 * @param options - `to`: key of the embedding (default: the last one), `bias` (default true), `biasInitializer` (zeros)
 * @throws ChainruleError when it is built, if there is no such embedding or the input is not as wide
 * @example
 * sequential({ input: [8], inputType: "i32" }, [embedding({ size: 27, width: 16 }), linear(16), tanh(), tiedLinear()]);
 */
export function tiedLinear(options?: string | TiedLinearOptions): Layer {
  return tiedLinearEntry.make(options);
}
