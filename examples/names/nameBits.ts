// What guesses cost, by their place in the name.
import type { Dataset, Model } from "@chainrule/core";
import type { BigramModel } from "./bigramModel.ts";
import { positions } from "./nameModels.ts";
import { endSymbol, symbolCount, symbolsOf } from "./namesData.ts";

/** Bits of all guesses at each position, and how many there were. */
export interface PositionBits {
  readonly bits: Float64Array;
  readonly counts: Int32Array;
}

/** Mean over all guesses: bits per character. */
export function meanBits({ bits, counts }: PositionBits): number {
  return bits.reduce((a, b) => a + b, 0) / counts.reduce((a, b) => a + b, 0);
}

/** −log₂ p of the letters and ends of names by a network. */
export async function networkBits(model: Model, names: Dataset): Promise<PositionBits> {
  const { data } = await model.predict(names);
  return gather(names.length, (row, position) => {
    const target = names.targets.values[row * positions + position] ?? -1;
    if (target < 0) return undefined;
    const first = (row * positions + position) * symbolCount;
    return surprise(data.subarray(first, first + symbolCount), target);
  });
}

/** The same by counts of pairs. */
export function bigramBits(model: BigramModel, names: readonly string[]): PositionBits {
  return gather(names.length, (row, position) => {
    const symbols = [endSymbol, ...symbolsOf(names[row] ?? "")];
    const [before, next] = [symbols[position], symbols[position + 1]];
    if (before === undefined || next === undefined) return undefined;
    return -Math.log2(model.probabilities[before * symbolCount + next] ?? Number.NaN);
  });
}

function gather(rows: number, bitsAt: (row: number, position: number) => number | undefined): PositionBits {
  const bits = new Float64Array(positions);
  const counts = new Int32Array(positions);
  for (let row = 0; row < rows; row += 1) {
    for (let position = 0; position < positions; position += 1) {
      const cost = bitsAt(row, position);
      if (cost === undefined) continue;
      bits[position] = (bits[position] ?? 0) + cost;
      counts[position] = (counts[position] ?? 0) + 1;
    }
  }
  return { bits, counts };
}

/** −log₂ softmax(logits)_target. */
function surprise(logits: ArrayLike<number>, target: number): number {
  const list = Array.from(logits);
  const greatest = Math.max(...list);
  const total = list.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0);
  return (Math.log(total) - ((list[target] ?? Number.NaN) - greatest)) / Math.LN2;
}
