import { ChainruleError } from "../errors/chainruleError.ts";
import type { PaddedSequences } from "./padSequences.ts";

/** Numbers for examples, as {@link dataset} takes them. */
export interface Features<S extends readonly number[] = readonly number[]> {
  /** One example after the other. */
  readonly values: Float32Array;
  /** Shape of one example. */
  readonly shape: S;
}

/** Numbers that one array may hold: what 4 GiB are. */
const mostNumbers = 2 ** 30;

/**
 * Each token as a row of `size` numbers, 1 at its own place and 0 elsewhere; for negative tokens, all 0.
 *
 * @param sequences - as {@link padSequences} gives them: [length] each
 * @param size - number of tokens
 * @returns examples of shape [length, size]
 * @throws ChainruleError if a token is not below `size`, or the numbers would take more than 4 GiB
 * @example
 * oneHotFeatures(padSequences([[0, 2]], { padding: -1 }), 3).values; // 1, 0, 0, 0, 0, 1
 */
export function oneHotFeatures(
  { values: tokens, shape: [length] }: PaddedSequences,
  size: number,
): Features<readonly [number, number]> {
  const isSize = Number.isInteger(size) && size >= 1;
  if (!isSize || tokens.length * size > mostNumbers) {
    const most = Math.floor(mostNumbers / Math.max(1, tokens.length));
    throw new ChainruleError("learning.option", {
      subject: "oneHotFeatures",
      name: "size",
      expected: { en: `a whole number from 1 to ${most} (4 GiB in all)`, zh: ` 1 到 ${most} 的整数（总共 4 GiB）` },
      received: String(size),
    });
  }
  const values = new Float32Array(tokens.length * size);
  tokens.forEach((token, place) => {
    if (token >= size) {
      const subject = `sequences[${Math.floor(place / length)}]`;
      const range = { subject, position: place % length, size };
      throw new ChainruleError("text.tokenRange", { ...range, received: String(token) });
    }
    if (token >= 0) values[place * size + token] = 1;
  });
  return { values, shape: [length, size] };
}
