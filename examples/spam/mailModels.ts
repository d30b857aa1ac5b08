// Two networks that read an e-mail's words in their order.
import {
  binaryCrossEntropy,
  type Dataset,
  dataset,
  dropout,
  embedding,
  gru,
  type Layer,
  layerNorm,
  learnedPositions,
  linear,
  type Model,
  plain,
  poolOverTime,
  sequential,
  transformerEncoder,
} from "@chainrule/core";
import type { Text } from "chainrule/pictures";
import { clippedAdam } from "../clippedAdam.ts";
import type { Mail } from "./mailData.ts";

/** Words of a mail that a network reads: of a longer one those at its beginning, and those at its end. */
export const positions = 192;

const atTheEnd = 64;

const padding = 0;
const unknown = 1;
const greatestVocabulary = 16_000;

/** Words by their number: 0 fills up, 1 stands for all words that are not here. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly tokensOf: (mail: Mail) => Int32Array;
}

/** The most frequent words of the mails to learn from, at least two of them, by how many mails they are in. */
export function vocabularyOf(mails: readonly Mail[]): Vocabulary {
  const counts = new Map<string, number>();
  for (const { words } of mails) {
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const frequent = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, i], [b, j]) => j - i || (a < b ? -1 : 1))
    .slice(0, greatestVocabulary)
    .map(([word]) => word);
  const words = ["<padding>", "<unknown>", ...frequent];
  const indexOf = new Map(words.map((word, index) => [word, index]));
  return {
    words,
    tokensOf: (mail) => {
      const tokens = new Int32Array(positions).fill(padding);
      tokens.set(wordsRead(mail).map((word) => indexOf.get(word) ?? unknown));
      return tokens;
    },
  };
}

function wordsRead({ words }: Mail): readonly string[] {
  if (words.length <= positions) return words;
  return [...words.slice(0, positions - atTheEnd), ...words.slice(-atTheEnd)];
}

/** Mails as tokens, with 1 for spam. */
export function mailDataset(mails: readonly Mail[], vocabulary: Vocabulary): Dataset {
  const inputs = new Int32Array(mails.length * positions);
  for (const [row, mail] of mails.entries()) inputs.set(vocabulary.tokensOf(mail), row * positions);
  const targets = Float32Array.from(mails, ({ isSpam }) => (isSpam ? 1 : 0));
  return dataset({ inputs, inputShape: [positions], targets, targetShape: [1], targetKind: "value" });
}

export interface MailModel {
  readonly name: Text;
  /** What its score is called. */
  readonly score: string;
  readonly layers: (vocabularySize: number) => readonly Layer[];
  readonly learningRate: number;
  readonly epochs: number;
}

const width = 64;

export const recurrent: MailModel = {
  name: { en: "GRU", zh: "GRU" },
  score: "gruAccuracy",
  layers: (size) => [
    embedding({ size, width, padding, initializer: plain({ scale: 0.1 }) }),
    dropout(0.3),
    gru({ units: 48, bidirectional: true }),
    poolOverTime("mean"),
    dropout(0.3),
    linear(1),
  ],
  learningRate: 4e-3,
  epochs: 5,
};

export const transformer: MailModel = {
  name: { en: "transformer", zh: "Transformer" },
  score: "transformerAccuracy",
  layers: (size) => [
    embedding({ size, width, padding, initializer: plain({ scale: 0.1 }) }),
    learnedPositions(),
    dropout(0.3),
    transformerEncoder({ heads: 4, hidden: 2 * width, dropout: 0.2 }),
    layerNorm(),
    poolOverTime("mean"),
    dropout(0.3),
    linear(1),
  ],
  learningRate: 2e-3,
  epochs: 5,
};

const batchSize = 32;

/** A model before its training. */
export function mailNetwork({ layers }: MailModel, vocabularySize: number, seed: number): Model {
  return sequential({ input: [positions], inputType: "i32", seed }, layers(vocabularySize));
}

/** A model after its training. */
export async function trainMails(
  plan: MailModel,
  train: Dataset,
  options: { readonly vocabularySize: number; readonly seed: number; readonly epochs?: number },
): Promise<Model> {
  const { vocabularySize, seed, epochs = plan.epochs } = options;
  const model = mailNetwork(plan, vocabularySize, seed);
  await model.fit(train, {
    loss: binaryCrossEntropy(),
    optimizer: clippedAdam({ rate: plan.learningRate, steps: epochs * Math.ceil(train.length / batchSize) }),
    epochs,
    batchSize,
  });
  return model;
}
