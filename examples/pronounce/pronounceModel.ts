// An encoder that reads letters, a decoder that says sounds, and the attention between them.
import {
  concatenate,
  crossAttention,
  crossEntropy,
  type Dataset,
  dataset,
  earlyStopping,
  embedding,
  finalState,
  flatten,
  functional,
  generateBatch,
  gru,
  linear,
  type Model,
  merge,
  symbol,
  tanh,
  through,
} from "@chainrule/core";
import { clippedAdam } from "../clippedAdam.ts";
import { longest, type Pronunciation } from "./pronunciations.ts";

/** Letters are 1 to 26; 0 fills up. */
const letterCount = 27;

/** Symbol 0 begins what is said, and ends it. */
const border = 0;

const ignored = -1;

/** Sounds of the longest word, and the end after them. */
const positions = longest.phonemes + 1;

export const inputNames = { letters: "letters", said: "said" } as const;

/** A model's sounds in the order of their numbers; the first is number 1. */
export function soundsOf(words: readonly Pronunciation[]): readonly string[] {
  return [...new Set(words.flatMap(({ phonemes }) => phonemes))].sort();
}

/** A word's letters as numbers, filled up. */
export function lettersOf(word: string): Int32Array {
  const letters = new Int32Array(longest.letters);
  letters.set(Array.from(word, (letter) => letter.charCodeAt(0) - 96));
  return letters;
}

/** What is said before each position (teacher forcing): the beginning, then the sounds. */
export function saidBefore(phonemes: readonly string[], sounds: readonly string[]): Int32Array {
  const said = new Int32Array(positions).fill(border);
  said.set(
    phonemes.map((phoneme) => sounds.indexOf(phoneme) + 1),
    1,
  );
  return said;
}

/** For each word its letters, and what was said before each position with the sound that is to follow, or the end. */
export function pronounceData(
  words: readonly Pronunciation[],
  sounds: readonly string[],
): { readonly letters: Dataset; readonly said: Dataset; readonly next: Dataset } {
  const letters = new Int32Array(words.length * longest.letters);
  const said = new Int32Array(words.length * positions);
  const targets = new Int32Array(words.length * positions).fill(ignored);
  for (const [row, { word, phonemes }] of words.entries()) {
    letters.set(lettersOf(word), row * longest.letters);
    const before = saidBefore(phonemes, sounds);
    said.set(before, row * positions);
    targets.set([...before.subarray(1, phonemes.length + 1), border], row * positions);
  }
  const next = { targets, targetShape: [positions], classCount: sounds.length + 1 };
  const decoder = dataset({ inputs: said, inputShape: [positions], ...next });
  return {
    letters: dataset({ inputs: letters, inputShape: [longest.letters], ...next }),
    said: decoder,
    next: decoder,
  };
}

/** Width of an embedding, and of the encoder's state each way; the decoder's is as wide as both ways. */
const width = { embedding: 32, state: 64, joined: 96 } as const;

/** A model before its training. */
export function pronounceNetwork(soundCount: number, seed: number): Model {
  const letters = symbol(inputNames.letters, [longest.letters], "i32");
  const said = symbol(inputNames.said, [positions], "i32");
  const read = through(
    letters,
    embedding({ size: letterCount, width: width.embedding, padding: 0 }),
    gru({ units: width.state, bidirectional: true }),
  );
  const heard = through(said, embedding({ size: soundCount + 1, width: width.embedding }));
  const state = merge(gru(2 * width.state), [heard, through(read, finalState(), flatten())]);
  const looked = merge(crossAttention(1), [state, read]);
  const next = through(
    merge(concatenate({ axis: 1 }), [state, looked]),
    linear(width.joined),
    tanh(),
    linear(soundCount + 1),
  );
  return functional({ inputs: [letters, said], outputs: { next }, seed });
}

const batchSize = 64;

export interface Training {
  readonly seed: number;
  /** Passes over the words; the schedule of the learning rate is as long. */
  readonly epochs: number;
  /** Words to choose the epoch by. */
  readonly validation: readonly Pronunciation[];
}

/** A trained model, and how it came about. */
export interface TrainedPronounce {
  readonly model: Model;
  /** Mean cost of a sound of the words to choose by after each epoch, in nats. */
  readonly validationLosses: readonly number[];
}

/** Trains, and keeps the weights of the epoch after which the words to choose by cost least. */
export async function trainPronounce(
  words: readonly Pronunciation[],
  sounds: readonly string[],
  { seed, epochs, validation }: Training,
): Promise<TrainedPronounce> {
  const model = pronounceNetwork(sounds.length, seed);
  const steps = epochs * Math.ceil(words.length / batchSize);
  const history = await model.fit(pronounceData(words, sounds), {
    loss: crossEntropy(),
    optimizer: clippedAdam({ rate: 4e-3, steps }),
    epochs,
    batchSize,
    validation: pronounceData(validation, sounds),
    callbacks: [earlyStopping({ patience: 1 })],
  });
  return { model, validationLosses: history.epochs.map((one) => one.validation?.loss ?? Number.NaN) };
}

/** How a model says words: the likeliest sound each time, until the end. */
export async function sayAll(
  model: Model,
  words: readonly string[],
  sounds: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const said = await generateBatch(model, {
    prompts: words.map(() => [border]),
    inputs: { [inputNames.letters]: words.map(lettersOf) },
    tokens: positions,
    end: border,
    temperature: 0,
    batchSize: 200,
  });
  return said.map(({ tokens }) => tokens.map((token) => sounds[token - 1] ?? ""));
}
