import { ChainruleError } from "../errors/chainruleError.ts";
import { naturalExponential } from "../random/naturalExponential.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { type SamplingOptions, samplingSpecs } from "./samplingOptions.ts";

const distributionEntry: Entry<Required<SamplingOptions>> = defineEntry<SamplingOptions, Required<SamplingOptions>>({
  name: "tokenDistribution",
  summary: { en: "Probabilities of the next token.", zh: "下一个词元的概率。" },
  options: samplingSpecs,
  create: (options) => options,
});

/**
 * The probabilities with which {@link sampleToken} draws. In this order: logits are divided by the temperature; of them
 * the `topK` greatest are kept (of equals those of lower index); softmax makes probabilities of the kept; in falling order
 * tokens are kept until their probabilities together reach `topP`, the one that reaches it included; what is kept is
 * divided by its sum. With temperature 0 the greatest logit (the first of equals) has probability 1.
 *
 * Computed in f64 with an exponential of our own, from logits minus their greatest: the same bits on every machine, and no
 * overflow.
 *
 * Source: Fan, Lewis, Dauphin, "Hierarchical neural story generation", 2018 (top-k); Holtzman et al., "The curious case of
 * neural text degeneration", 2020 (top-p).
 *
 * @param logits - one for each token; −∞ for a token that can't come
 * @param options - `temperature` (default 1), `topK` (default all), `topP` (default 1)
 * @returns one probability for each token
 * @throws ChainruleError if a logit is NaN or +∞, all are −∞, or an option is unknown or out of its range
 * @example
 * tokenDistribution([2, 1, 0, -1], { temperature: 0.5, topK: 3, topP: 0.9 });
 */
export function tokenDistribution(logits: ArrayLike<number>, options?: SamplingOptions): Float64Array {
  return distributionOf(logits, distributionEntry.make(options));
}

/** The same with options that were checked. */
export function distributionOf(logits: ArrayLike<number>, options: Required<SamplingOptions>): Float64Array {
  const { temperature, topK, topP } = options;
  const values = Float64Array.from(logits);
  const best = firstGreatest(values);
  const largest = values[best] ?? 0;
  if (temperature === 0) return values.fill(0).fill(1, best, best + 1);
  if (topK !== undefined && topK < values.length) keepGreatest(values, topK, Number.NEGATIVE_INFINITY);
  for (let i = 0; i < values.length; i += 1) values[i] = naturalExponential(((values[i] ?? 0) - largest) / temperature);
  divideBySum(values);
  if (topP < 1) {
    keepGreatest(values, countReaching(values, topP), 0);
    divideBySum(values);
  }
  return values;
}

/** Place of the greatest logit, the first of equals; refuses logits that make no distribution. */
export function firstGreatest(logits: ArrayLike<number>): number {
  let best = 0;
  for (let i = 0; i < logits.length; i += 1) {
    const value = logits[i] ?? Number.NaN;
    if (!(value < Number.POSITIVE_INFINITY)) throw unfit(`logits[${i}] = ${value}`);
    if (value > (logits[best] ?? 0)) best = i;
  }
  if (!((logits[best] ?? Number.NaN) > Number.NEGATIVE_INFINITY)) {
    throw unfit(logits.length === 0 ? "[]" : `${logits.length} × -Infinity`);
  }
  return best;
}

function unfit(received: string): ChainruleError {
  return new ChainruleError("learning.option", {
    subject: "tokenDistribution",
    name: "logits",
    expected: { en: "numbers below ∞, of which one at least is above -∞", zh: "小于 ∞ 的数，其中至少一个大于 -∞" },
    received,
  });
}

/** Sets all but the `count` greatest to `rest`; of equals those of lower index stay. */
function keepGreatest(values: Float64Array, count: number, rest: number): void {
  const sorted = values.slice().sort();
  const least = sorted[sorted.length - count] ?? Number.NEGATIVE_INFINITY;
  let equals = count;
  for (const value of values) if (value > least) equals -= 1;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (value > least) continue;
    if (value === least && equals > 0) equals -= 1;
    else values[i] = rest;
  }
}

/** How many of the greatest probabilities it takes to reach `share`. */
function countReaching(probabilities: Float64Array, share: number): number {
  const sorted = probabilities.slice().sort().reverse();
  let total = 0;
  for (let count = 0; count < sorted.length; count += 1) {
    total += sorted[count] ?? 0;
    if (total >= share) return count + 1;
  }
  return sorted.length;
}

function divideBySum(values: Float64Array): void {
  const total = values.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < values.length; i += 1) values[i] = (values[i] ?? 0) / total;
}
