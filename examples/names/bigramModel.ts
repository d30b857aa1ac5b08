// The simplest model of names: how often each letter follows each other one.
import { endSymbol, symbolCount, symbolsOf } from "./namesData.ts";

export interface BigramModel {
  /** p(next | previous), row-major: one row for each previous symbol. */
  readonly probabilities: Float64Array;
  /** Mean −log₂ p of the letters and the end symbol of names. */
  readonly bitsPerCharacter: (names: readonly string[]) => number;
}

/**
 * p(b | a) = (count(ab) + k) / (count(a) + k · symbols): add-k smoothing.
 *
 * @param k - above 0, so that pairs that were never seen get a little
 */
export function bigramModel(names: readonly string[], k: number): BigramModel {
  const counts = new Float64Array(symbolCount * symbolCount).fill(k);
  for (const name of names) forEachPair(name, (pair) => (counts[pair] = (counts[pair] ?? 0) + 1));
  const probabilities = counts.map((count, pair) => {
    const first = pair - (pair % symbolCount);
    return count / counts.subarray(first, first + symbolCount).reduce((a, b) => a + b, 0);
  });
  return {
    probabilities,
    bitsPerCharacter: (held) => {
      let bits = 0;
      let length = 0;
      for (const name of held) {
        forEachPair(name, (pair) => {
          bits -= Math.log2(probabilities[pair] ?? Number.NaN);
          length += 1;
        });
      }
      return bits / length;
    },
  };
}

const smoothings = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** The bigram model whose smoothing does best on other names than it counts. */
export function bestBigramModel(train: readonly string[], validation: readonly string[]): BigramModel & { k: number } {
  const models = smoothings.map((k) => ({ k, ...bigramModel(train, k) }));
  const bits = models.map((model) => model.bitsPerCharacter(validation));
  const best = models[bits.indexOf(Math.min(...bits))];
  if (best === undefined) throw new TypeError("there is a smoothing");
  return best;
}

function forEachPair(name: string, visit: (pair: number) => void): void {
  let previous = endSymbol;
  for (const symbol of symbolsOf(name)) {
    visit(previous * symbolCount + symbol);
    previous = symbol;
  }
}
