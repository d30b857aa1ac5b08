// Letter-to-sound rules from counting: each letter is said as it mostly is between the same neighbours.
import { alignLetters } from "./alignment.ts";
import type { Pronunciation } from "./pronunciations.ts";

/** Neighbours to the left and right of a letter, the widest window first. */
const windows = [
  [3, 3],
  [2, 3],
  [2, 2],
  [1, 2],
  [1, 1],
  [0, 1],
  [0, 0],
] as const;

export interface LetterRules {
  /** Number of different letters in their windows. */
  readonly count: number;
  readonly say: (word: string) => readonly string[];
}

/**
 * Aligns letters with sounds, then keeps for each letter in each window of neighbours the sounds that it mostly stands for.
 * A new word is said letter by letter, by the widest window that was seen at least twice.
 */
export function letterRules(words: readonly Pronunciation[]): LetterRules {
  const alignments = alignLetters(words);
  const tables = windows.map(() => new Map<string, Map<string, number>>());
  for (const [i, { word }] of words.entries()) {
    for (const [at, sounds] of (alignments[i] ?? []).entries()) {
      for (const [table, key] of keysOf(word, at).entries()) count(tables[table], key, sounds);
    }
  }
  const rules = tables.map((table) => new Map([...table].flatMap(([key, counts]) => ruleOf(key, counts))));
  return {
    count: rules.reduce((total, table) => total + table.size, 0),
    say: (word) =>
      Array.from(word, (_, at) => {
        const keys = keysOf(word, at);
        return rules.map((table, i) => table.get(keys[i] ?? "")).find((sounds) => sounds !== undefined) ?? "";
      })
        .filter((sounds) => sounds !== "")
        .flatMap((sounds) => sounds.split(" ")),
  };
}

/** What the letter is known by in each window; `#` stands outside the word. */
function keysOf(word: string, at: number): readonly string[] {
  const padded = `###${word}###`;
  return windows.map(([left, right]) => `${left}${padded.slice(at + 3 - left, at + 4 + right)}`);
}

function count(table: Map<string, Map<string, number>> | undefined, key: string, sounds: string): void {
  const counts = table?.get(key) ?? new Map<string, number>();
  counts.set(sounds, (counts.get(sounds) ?? 0) + 1);
  table?.set(key, counts);
}

/** The most frequent sounds, if the window was seen twice. */
function ruleOf(key: string, counts: ReadonlyMap<string, number>): [string, string][] {
  let seen = 0;
  let best: readonly [string, number] = ["", 0];
  for (const one of counts) {
    seen += one[1];
    if (one[1] > best[1]) best = one;
  }
  return seen > 1 ? [[key, best[0]]] : [];
}
