import { ChainruleError } from "../errors/chainruleError.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { initializerRegistry } from "../initializers/registry.ts";
import { plain } from "../initializers/scaled.ts";
import { expandDims } from "../ops/expandDims.ts";
import { gather } from "../ops/gather.ts";
import { notEqual } from "../ops/notEqual.ts";
import { stopGradient } from "../ops/stopGradient.ts";
import { where } from "../ops/where.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry, entryOption } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { requireInput } from "./requireInput.ts";
import { withMask } from "./sequenceMask.ts";

/** Settings of {@link embedding}. */
export interface EmbeddingOptions {
  /** Number of tokens. */
  readonly size: number;
  /** Numbers that stand for each token. */
  readonly width: number;
  /** The token that fills up shorter sequences, if there is one. */
  readonly padding?: number | undefined;
  /** How the table begins (default normal with standard deviation 1). */
  readonly initializer?: Initializer;
}

/** What layers after an embedding know its table by. */
export const embeddingTable = "embedding";

export const embeddingEntry: Entry<Layer> = defineEntry<EmbeddingOptions, Layer>({
  name: "embedding",
  summary: { en: "A learned list of numbers for each token.", zh: "为每个词元学习一列数。" },
  options: {
    size: integer({ min: 1, en: "Number of tokens.", zh: "词元个数。" }),
    width: integer({ min: 1, en: "Numbers for each token.", zh: "每个词元对应的数的个数。" }),
    padding: optional(
      integer({ min: 0, en: "The token that fills up shorter sequences.", zh: "用来补齐较短序列的词元。" }),
    ),
    initializer: entryOption("initializer", () => initializerRegistry, {
      default: plain({ scale: 1 }),
      en: "How the table begins (default: normal with standard deviation 1).",
      zh: "嵌入表的初始化方法（默认：标准差为 1 的正态分布）。",
    }),
  },
  create: ({ size, width, padding, initializer }, given, place) => {
    if (padding !== undefined && padding >= size) throw outsideTable(size, padding, place);
    return {
      kind: "embedding",
      options: given,
      build: (input, context) => {
        const expected = { en: "tokens (whole numbers, inputType i32)", zh: "词元（整数，inputType 为 i32）" };
        requireInput("embedding", context.path, input, true, expected, "i32");
        const weight = context.parameter({
          name: "weight",
          shape: [size, width],
          initializer: padding === undefined ? initializer : withZeroRow(initializer, padding, width),
        });
        context.offer(embeddingTable, weight);
        return {
          output: { shape: [...input.shape, width], dtype: "f32" },
          multiplyAdds: 0,
          inputRange: { min: 0, max: size - 1 },
          apply: (tokens) => {
            const rows = gather(weight, tokens);
            if (padding === undefined) return rows;
            const isReal = notEqual(tokens, padding);
            // The padding row stays as it is: no gradient flows back from where it was looked up.
            const held = where(expandDims(isReal, -1), rows, stopGradient(rows));
            return withMask(held, tokens.shape.length === 2 ? isReal : undefined);
          },
        };
      },
    };
  },
});

/** The same first values but for one row, which is zero; values that were written out stay as they are. */
function withZeroRow(initializer: Initializer, row: number, width: number): Initializer {
  if (initializer.kind === "given") return initializer;
  return {
    ...initializer,
    values: (request) => initializer.values(request).fill(0, row * width, (row + 1) * width),
  };
}

function outsideTable(size: number, padding: number, path: string | undefined): ChainruleError {
  return new ChainruleError("learning.option", {
    subject: "embedding",
    name: "padding",
    expected: { en: `a token below the size, ${size}`, zh: `小于词元个数 ${size} 的词元` },
    received: String(padding),
    path,
  });
}

/**
 * A learned list of numbers for each token: y = W[token], tokens (i32) of any shape to that shape with a last axis of
 * `width`. Weight `weight` [size, width], as `torch.nn.Embedding`. It must come first: `sequential({ input: [T],
 * inputType: "i32" }, …)`.
 *
 * Data with a token outside 0 … size − 1 are refused when they enter the model. With `padding`, that token's row begins
 * at zero and gets no gradient, and attention, recurrent layers and pooling over time pass over its positions.
 *
 * @param options - `size`: number of tokens, `width`, `padding`: the token that fills up shorter sequences,
 *   `initializer` (default normal with standard deviation 1; smaller, say 0.02, where {@link tiedLinear} uses it too)
 * @throws ChainruleError if an option is unknown or out of its range, or the input is not i32
 * @example
 * sequential({ input: [20], inputType: "i32" }, [embedding({ size: 1000, width: 64, padding: 0 }), flatten(), linear(2)]);
 */
export function embedding(options: EmbeddingOptions): Layer {
  return embeddingEntry.make(options);
}
