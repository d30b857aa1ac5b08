// Which letters stand for which sounds: found from words and their pronunciations alone.
import type { Pronunciation } from "./pronunciations.ts";

/** For each letter of a word the sounds that it stands for, joined by spaces: none, one or two. */
export type Alignment = readonly string[];

const mostSounds = 2;

/**
 * Aligns letters with sounds: first every sound may belong to every letter of its word, then each round finds the best
 * alignment of each word under the counts of the round before (the Viterbi form of expectation maximisation).
 *
 * Source: Black, Lenzo, Pagel, "Issues in building general letter to sound rules", 1998.
 *
 * @returns an alignment for each word, or undefined where it has more sounds than its letters can stand for
 */
export function alignLetters(words: readonly Pronunciation[], rounds = 4): readonly (Alignment | undefined)[] {
  let chances = firstChances(words);
  let alignments: readonly (Alignment | undefined)[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alignments = words.map((word) => bestAlignment(word, chances));
    const counts = new Counts();
    for (const [i, { word }] of words.entries()) {
      for (const [at, sounds] of (alignments[i] ?? []).entries()) counts.add(word.charAt(at), sounds, 1);
    }
    chances = counts;
  }
  return alignments;
}

/** How often letters stand for sounds, with a little for what was never seen. */
class Counts {
  readonly #together = new Map<string, number>();
  readonly #letters = new Map<string, number>();

  add(letter: string, sounds: string, count: number): void {
    const key = `${letter}:${sounds}`;
    this.#together.set(key, (this.#together.get(key) ?? 0) + count);
    this.#letters.set(letter, (this.#letters.get(letter) ?? 0) + count);
  }

  logChance(letter: string, sounds: string): number {
    const count = this.#together.get(`${letter}:${sounds}`) ?? 0;
    return Math.log((count + 0.01) / ((this.#letters.get(letter) ?? 0) + 1));
  }
}

function firstChances(words: readonly Pronunciation[]): Counts {
  const counts = new Counts();
  for (const { word, phonemes } of words) {
    for (const letter of word) {
      for (const phoneme of phonemes) counts.add(letter, phoneme, 1 / word.length);
      counts.add(letter, "", 1 / word.length);
    }
  }
  return counts;
}

/** The most likely way to cut the sounds into a piece for each letter, by dynamic programming over both. */
function bestAlignment({ word, phonemes }: Pronunciation, chances: Counts): Alignment | undefined {
  const ends = phonemes.length + 1;
  const scores = new Float64Array((word.length + 1) * ends).fill(Number.NEGATIVE_INFINITY);
  const taken = new Int8Array(scores.length);
  scores[0] = 0;
  for (let letters = 1; letters <= word.length; letters += 1) {
    for (let end = 0; end < ends; end += 1) {
      for (let count = 0; count <= Math.min(mostSounds, end); count += 1) {
        const before = scores[(letters - 1) * ends + end - count] ?? Number.NEGATIVE_INFINITY;
        if (before === Number.NEGATIVE_INFINITY) continue;
        const sounds = phonemes.slice(end - count, end).join(" ");
        const score = before + chances.logChance(word.charAt(letters - 1), sounds);
        const place = letters * ends + end;
        if (score <= (scores[place] ?? 0)) continue;
        scores[place] = score;
        taken[place] = count;
      }
    }
  }
  if (scores[scores.length - 1] === Number.NEGATIVE_INFINITY) return undefined;
  const pieces: string[] = [];
  let end = phonemes.length;
  for (let letters = word.length; letters > 0; letters -= 1) {
    const count = taken[letters * ends + end] ?? 0;
    pieces.unshift(phonemes.slice(end - count, end).join(" "));
    end -= count;
  }
  return pieces;
}
