import { ChainruleError } from "../errors/chainruleError.ts";

/**
 * Levenshtein's distance: the fewest insertions, deletions and replacements of an element that make b of a.
 * D(i, j) = min(D(i−1, j) + 1, D(i, j−1) + 1, D(i−1, j−1) + [aᵢ ≠ bⱼ]), in two rows of memory.
 *
 * Source: Wagner, Fischer, "The string-to-string correction problem", 1974.
 *
 * @param a - any sequence: tokens, words, or a string (by UTF-16 units)
 * @param b - the other one; elements are compared by `===`
 * @example
 * editDistance("kitten", "sitting"); // 3
 */
export function editDistance<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
  let above = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
    [above, row] = [row, above];
  }
  return above[b.length] ?? 0;
}

/** What should have been said, and what was. */
export type ReferencePair<T> = readonly [reference: ArrayLike<T>, given: ArrayLike<T>];

/**
 * Token error rate: Σ edit distance / Σ length of the references. Of words it is the word error rate, of phonemes the
 * phoneme error rate. It may exceed 1.
 *
 * @param pairs - reference first, what was given second; at least one reference must have a token
 * @throws ChainruleError if no reference has a token
 * @example
 * tokenErrorRate([[["K", "AE", "T"], ["K", "AH", "T"]]]); // ⅓
 */
export function tokenErrorRate<T>(pairs: readonly ReferencePair<T>[]): number {
  let errors = 0;
  let length = 0;
  for (const [reference, given] of pairs) {
    errors += editDistance(reference, given);
    length += reference.length;
  }
  if (length === 0) throw new ChainruleError("data.empty", { subject: "tokenErrorRate" });
  return errors / length;
}
