// A recurrent network reads a book in byte pairs, a part of each of many places at a time, and never forgets its state.
import {
  bitsPerCharacter,
  bytePairTokenizer,
  type Callback,
  crossEntropy,
  type Dataset,
  dropout,
  embedding,
  gru,
  languageModelData,
  linear,
  type Model,
  sequential,
  type Tokenizer,
} from "@chainrule/core";
import { clippedAdam } from "../clippedAdam.ts";

/** Pairs that become tokens, one after the other. */
export const merges = 350;
/** Tokens that gradients flow back over in training. */
export const context = 64;
/** Places of the book that are read at once. */
export const streams = 16;
export const units = 256;
export const epochs = 8;
const learningRate = 4e-3;

/** Tokens of pairs that are frequent in the text to learn from. */
export function bookTokenizer(text: string): Tokenizer {
  return bytePairTokenizer(text, { merges });
}

/** A model before its training: each batch goes on from the states that the one before left. */
export function bookNetwork(size: number, seed: number, length: number = context): Model {
  return sequential({ input: [length], inputType: "i32", seed }, [
    embedding({ size, width: 64 }),
    gru({ units, stateful: true }),
    dropout(0.2),
    linear(size),
  ]);
}

/**
 * Windows of a text in the order in which stateful layers want them: the text is cut into as many equal streams as a
 * batch has rows, and window k · rows + r is the k-th of stream r.
 */
export function streamedWindows(tokens: readonly number[] | Int32Array, size: number, rows: number): Dataset {
  const windows = languageModelData(tokens, { context, size });
  const perStream = Math.floor(windows.length / rows);
  return windows.select(
    Int32Array.from({ length: perStream * rows }, (_, i) => (i % rows) * perStream + Math.floor(i / rows)),
  );
}

/** Trains on a text's tokens. The number of steps hangs on nothing but the text's length and the epochs. */
export async function trainBook(
  tokens: readonly number[] | Int32Array,
  options: {
    readonly size: number;
    readonly seed: number;
    readonly epochs?: number;
    readonly rows?: number;
    readonly callbacks?: readonly Callback[];
  },
): Promise<Model> {
  const { size, seed, rows = streams, callbacks = [] } = options;
  const data = streamedWindows(tokens, size, rows);
  const passes = options.epochs ?? epochs;
  const model = bookNetwork(size, seed);
  await model.fit(data, {
    loss: crossEntropy(),
    optimizer: clippedAdam({ rate: learningRate, steps: (passes * data.length) / rows }),
    epochs: passes,
    batchSize: rows,
    callbacks,
  });
  return model;
}

/** Tokens that are judged in one go. */
const judgedTokens = 2048;

/**
 * Bits of all tokens of a text divided by its characters. The text is read in long runs, each of which begins with an
 * empty state: a little worse than reading it in one go would be.
 *
 * @param before - the token that stands before the text
 */
export async function networkBits(
  model: Model,
  tokenizer: Tokenizer,
  part: { readonly text: string; readonly before: number },
): Promise<number> {
  const tokens = tokenizer.encode(part.text);
  const { size } = tokenizer;
  const data = languageModelData([part.before, ...tokens], { context: judgedTokens, size, tail: "pad" });
  const reader = bookNetwork(size, 0, judgedTokens);
  reader.setWeights(model.weights());
  const charactersPerToken = part.text.length / tokens.length;
  const { metrics } = await reader.evaluate(data, {
    loss: crossEntropy(),
    metrics: [bitsPerCharacter({ charactersPerToken })],
    batchSize: 1,
  });
  const bits = metrics["bitsPerCharacter"];
  if (typeof bits !== "number") throw new TypeError("the metric is a number");
  return bits;
}
