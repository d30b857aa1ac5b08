// Four ways to guess a name's next letter: from the last letter, the last three, a state, or all letters before.
import {
  conv1d,
  crossEntropy,
  type Dataset,
  dataset,
  dropout,
  embedding,
  gelu,
  gru,
  type Layer,
  layerNorm,
  learnedPositions,
  linear,
  type Model,
  multiHeadAttention,
  residual,
  sequential,
  tanh,
} from "@chainrule/core";
import type { Text } from "chainrule/pictures";
import { clippedAdam } from "../clippedAdam.ts";
import { endSymbol, symbolCount, symbolsOf } from "./namesData.ts";

/** Longest name, and the end after it. */
export const positions = 16;

const ignored = -1;

/** For each position of a name the symbol before it (first the end symbol) and the one to guess. */
export function nameDataset(names: readonly string[]): Dataset {
  const inputs = new Int32Array(names.length * positions).fill(endSymbol);
  const targets = new Int32Array(names.length * positions).fill(ignored);
  for (const [row, name] of names.entries()) {
    const symbols = symbolsOf(name);
    targets.set(symbols, row * positions);
    inputs.set(symbols.slice(0, -1), row * positions + 1);
  }
  return dataset({ inputs, inputShape: [positions], targets, targetShape: [positions], classCount: symbolCount });
}

export interface NameModel {
  readonly name: Text;
  /** What its score is called. */
  readonly score: string;
  /** What it guesses from. */
  readonly sees: Text;
  readonly layers: readonly Layer[];
  readonly learningRate: number;
  readonly epochs: number;
}

export const threeLetters: NameModel = {
  name: { en: "MLP", zh: "MLP" },
  score: "mlpBitsPerCharacter",
  sees: { en: "the last three letters", zh: "最后三个字母" },
  layers: [
    embedding({ size: symbolCount, width: 16 }),
    conv1d({ filters: 128, kernel: 3, padding: "causal" }),
    tanh(),
    linear(symbolCount),
  ],
  learningRate: 5e-3,
  epochs: 15,
};

export const recurrent: NameModel = {
  name: { en: "GRU", zh: "GRU" },
  score: "gruBitsPerCharacter",
  sees: { en: "a state of 128 numbers", zh: "128 个数的隐藏状态" },
  layers: [embedding({ size: symbolCount, width: 32 }), gru({ units: 128 }), dropout(0.2), linear(symbolCount)],
  learningRate: 3e-3,
  epochs: 15,
};

const width = 64;

/** Pre-norm: each part adds to what it is given after looking at it in a normal scale. */
function block(): readonly Layer[] {
  return [
    residual([layerNorm(), multiHeadAttention({ heads: 4, causal: true }), dropout(0.1)]),
    residual([layerNorm(), linear(4 * width), gelu(), linear(width), dropout(0.1)]),
  ];
}

export const transformer: NameModel = {
  name: { en: "transformer", zh: "Transformer" },
  score: "transformerBitsPerCharacter",
  sees: { en: "all letters before", zh: "前面的全部字母" },
  layers: [
    embedding({ size: symbolCount, width }),
    learnedPositions(),
    ...block(),
    ...block(),
    ...block(),
    layerNorm(),
    linear(symbolCount),
  ],
  learningRate: 2e-3,
  epochs: 30,
};

const batchSize = 32;

/** A model before its training. */
export function namesNetwork({ layers }: NameModel, seed: number): Model {
  return sequential({ input: [positions], inputType: "i32", seed }, layers);
}

/** A model after its training. */
export async function trainNames(
  plan: NameModel,
  train: Dataset,
  options: { readonly seed: number; readonly epochs?: number },
): Promise<Model> {
  const { seed, epochs = plan.epochs } = options;
  const model = namesNetwork(plan, seed);
  await model.fit(train, {
    loss: crossEntropy(),
    optimizer: clippedAdam({ rate: plan.learningRate, steps: epochs * Math.ceil(train.length / batchSize) }),
    epochs,
    batchSize,
  });
  return model;
}
