// What counting can do: a character model from the counts of all sequences of up to n characters.

export interface NgramModel {
  /** Characters that are counted together; one fewer are what the next is guessed from. */
  readonly order: number;
  /** Different sequences of any length up to the order: the numbers that the model keeps. */
  readonly countsKept: number;
  /** p(next | the end of the text before). */
  readonly probability: (before: string, next: string) => number;
}

/** Counts of a sequence's continuations. */
interface Context {
  /** Of all continuations together. */
  readonly total: number;
  /** What discounts take off the total: the weight of the shorter context. */
  readonly freed: number;
}

/**
 * Interpolated Kneser–Ney smoothing with three discounts for each length m:
 * p_m(c | h) = max(count(hc) − D(count(hc)), 0) / count(h·) + freed(h) / count(h·) · p_{m−1}(c | h without its first),
 * down to the same chance for every character. Below the greatest length the count of a sequence is the number of different
 * characters that it was seen after. D₁, D₂, D₃₊ come from how many sequences were seen once to four times.
 *
 * Source: Chen, Goodman, "An empirical study of smoothing techniques for language modeling", 1998.
 */
export function kneserNey(text: string, order: number): NgramModel {
  const alphabet = new Set(text).size + 1;
  const counts: Map<string, number>[] = [];
  for (let length = order; length >= 1; length -= 1) {
    const longer = counts[0];
    counts.unshift(longer === undefined ? sequenceCounts(text, length) : continuationCounts(longer));
  }
  const levels = counts.map((own) => {
    const discount = discountsOf(own);
    return { own, discount, contexts: contextsOf(own, discount) };
  });
  return {
    order,
    countsKept: counts.reduce((total, own) => total + own.size, 0),
    probability: (before, next) => {
      let p = 1 / alphabet;
      for (const [length, { own, discount, contexts }] of levels.entries()) {
        if (length > before.length) break;
        const history = before.slice(before.length - length);
        const context = contexts.get(history);
        if (context === undefined) break;
        const count = own.get(history + next) ?? 0;
        p = (count - discount(count) + context.freed * p) / context.total;
      }
      return p;
    },
  };
}

/** Mean −log₂ p of the characters of a text from one place to another, each guessed from what stands before it. */
export function bitsPerCharacter(model: NgramModel, text: string, from: number, to: number): number {
  let bits = 0;
  for (let i = from; i < to; i += 1) {
    bits -= Math.log2(model.probability(text.slice(Math.max(0, i - model.order + 1), i), text.charAt(i)));
  }
  return bits / (to - from);
}

function sequenceCounts(text: string, length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + length <= text.length; i += 1) add(counts, text.slice(i, i + length), 1);
  return counts;
}

/** In how many sequences each one stands, with any first character. */
function continuationCounts(longer: ReadonlyMap<string, number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sequence of longer.keys()) add(counts, sequence.slice(1), 1);
  return counts;
}

function add(counts: Map<string, number>, key: string, value: number): void {
  counts.set(key, (counts.get(key) ?? 0) + value);
}

/** D_k = k − (k + 1) Y n_{k+1} / n_k with Y = n₁ / (n₁ + 2 n₂); ½ where so few sequences are rare that it can't be told. */
function discountsOf(counts: ReadonlyMap<string, number>): (count: number) => number {
  const seen = [0, 0, 0, 0, 0];
  for (const count of counts.values()) if (count < seen.length) seen[count] = (seen[count] ?? 0) + 1;
  const [, n1 = 0, n2 = 0, n3 = 0, n4 = 0] = seen;
  const y = n1 / (n1 + 2 * n2);
  const found = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
  const isKnown = found.every((discount, i) => discount >= 0 && discount <= i + 1);
  const discounts = isKnown ? found : [0.5, 0.5, 0.5];
  return (count) => (count === 0 ? 0 : (discounts[Math.min(count, 3) - 1] ?? 0));
}

function contextsOf(counts: ReadonlyMap<string, number>, discount: (count: number) => number): Map<string, Context> {
  const contexts = new Map<string, { total: number; freed: number }>();
  for (const [sequence, count] of counts) {
    const history = sequence.slice(0, -1);
    const context = contexts.get(history) ?? { total: 0, freed: 0 };
    context.total += count;
    context.freed += discount(count);
    contexts.set(history, context);
  }
  return contexts;
}
