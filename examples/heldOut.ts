// What a model learns from, what choices are made by, and what it is judged by: three parts that share nothing.
import { random } from "@chainrule/core";

export interface Parts<T> {
  readonly train: readonly T[];
  /** For choices: smoothing, regularisation, when to stop. */
  readonly validation: readonly T[];
  /** Looked at once, at the end. */
  readonly test: readonly T[];
}

/** Divides a list at random, always in the same way for the same seed: a tenth validates, one tenth or more test. */
export function heldOut<T>(items: readonly T[], seed: number, testTenths = 1): Parts<T> {
  const order = random({ seed, stream: "held out" }).permutation(items.length);
  const tenth = Math.floor(items.length / 10);
  const pick = (from: number, to: number): T[] =>
    items.filter((_, i) => (ranks[i] ?? 0) >= from && (ranks[i] ?? 0) < to);
  const ranks = new Int32Array(items.length);
  order.forEach((item, rank) => {
    ranks[item] = rank;
  });
  return {
    test: pick(0, testTenths * tenth),
    validation: pick(testTenths * tenth, (testTenths + 1) * tenth),
    train: pick((testTenths + 1) * tenth, items.length),
  };
}
