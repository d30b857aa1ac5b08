// A recurrent network reads a book in byte pairs, a part of each of many places at a time, and never forgets its state.
import {
  bytePairTokenizer,
  type Callback,
  crossEntropy,
  type Dataset,
  dropout,
  earlyStopping,
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
export const context = 32;
/** Places of the book that are read at once. */
export const streams = 16;
export const units = 320;
/** Times that the text to learn from is read; the schedule of the learning rate is as long. */
export const passes = 9;
const learningRate = 3e-3;

/** Tokens that are judged in one go. */
const judgedTokens = 16_384;

/** Tokens of pairs that are frequent in the text to learn from. */
export function bookTokenizer(text: string): Tokenizer {
  return bytePairTokenizer(text, { merges });
}

/** A model before its training: each batch goes on from the states that the one before left. */
export function bookNetwork(size: number, seed: number): Model {
  return sequential({ input: [judgedTokens], inputType: "i32", seed }, [
    embedding({ size, width: 64 }),
    dropout(0.1),
    gru({ units, stateful: true }),
    dropout(0.3),
    linear(size),
  ]);
}

/** A text to judge by. */
export interface JudgedText {
  /** Long windows, each of which begins with an empty state: a little worse than reading the text in one go would be. */
  readonly windows: Dataset;
  /** Bits per character from the mean cost of a token in nats: all tokens' bits by all characters. */
  readonly bitsOf: (loss: number) => number;
}

/**
 * A text in windows that cover every token.
 *
 * @param part - the text, and the token that stands before it
 */
export function judgedText(tokenizer: Tokenizer, part: { readonly text: string; readonly before: number }): JudgedText {
  const tokens = tokenizer.encode(part.text);
  const { size } = tokenizer;
  return {
    windows: languageModelData([part.before, ...tokens], { context: judgedTokens, size, tail: "pad" }),
    bitsOf: (loss) => ((loss / Math.LN2) * tokens.length) / part.text.length,
  };
}

/** A trained model, and how it came about. */
export interface TrainedBook {
  readonly model: Model;
  /** Bits per character of the text to choose by, after each reading. */
  readonly validationBits: readonly number[];
}

/** Trains on a text's tokens, and keeps the weights of the reading after which the text to choose by cost least. */
export async function trainBook(
  tokens: readonly number[] | Int32Array,
  options: {
    readonly size: number;
    readonly seed: number;
    readonly validation: JudgedText;
    readonly passes?: number;
    readonly rows?: number;
    readonly callbacks?: readonly Callback[];
  },
): Promise<TrainedBook> {
  const { size, seed, validation, rows = streams, callbacks = [] } = options;
  const data = languageModelData(tokens, { context, size, lanes: rows });
  const epochs = options.passes ?? passes;
  const model = bookNetwork(size, seed);
  const history = await model.fit(data, {
    loss: crossEntropy(),
    optimizer: clippedAdam({ rate: learningRate, steps: (epochs * data.length) / rows, weightDecay: 0.05 }),
    epochs,
    batchSize: rows,
    validation: validation.windows,
    callbacks: [earlyStopping({ patience: 1 }), ...callbacks],
  });
  return {
    model,
    validationBits: history.epochs.map((one) => validation.bitsOf(one.validation?.loss ?? Number.NaN)),
  };
}

/** Bits per character of a text. */
export async function networkBits(model: Model, { windows, bitsOf }: JudgedText): Promise<number> {
  const { loss } = await model.evaluate(windows, { loss: crossEntropy() });
  return bitsOf(loss);
}
