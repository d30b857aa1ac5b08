import { defineEntry, type Entry, type OptionSpecs } from "../spec/registry.ts";
import { boolean, integer, number } from "../spec/scalars.ts";
import { fitTerms, TermFeatures, type TermFeaturesPlan, type TermLimits } from "./termFeatures.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Settings of {@link bagOfWords}. */
export interface BagOfWordsOptions {
  /** Terms that are in fewer training texts are left out (default 1). */
  readonly leastDocuments?: number;
  /** Terms that are in a greater share of the training texts are left out (default 1). */
  readonly greatestShare?: number;
  /** Whether a term counts once, however often it occurs (default false). */
  readonly binary?: boolean;
}

/** How many training texts a term must be in, as options of several kinds of features. */
export const termLimits: OptionSpecs<TermLimits> = {
  leastDocuments: integer({
    default: 1,
    min: 1,
    en: "Terms in fewer training texts are left out.",
    zh: "出现在更少训练文本中的词项被舍去。",
  }),
  greatestShare: number({
    default: 1,
    above: 0,
    max: 1,
    en: "Terms in a greater share of the training texts are left out.",
    zh: "在训练文本中所占比例更大的词项被舍去。",
  }),
};

export const bagOfWordsEntry: Entry<TermFeaturesPlan> = defineEntry<BagOfWordsOptions, TermFeaturesPlan>({
  name: "bagOfWords",
  summary: { en: "How often each term occurs.", zh: "每个词项出现的次数。" },
  options: {
    ...termLimits,
    binary: boolean({ default: false, en: "Whether a term counts once only.", zh: "是否只计是否出现。" }),
  },
  create: ({ binary, ...limits }, given) => ({
    kind: "bagOfWords",
    options: given,
    fit: (tokenizer, texts) => {
      const terms = fitTerms("bagOfWords", tokenizer, texts, limits, () => 1);
      return new TermFeatures(tokenizer, terms, { frequency: binary ? "binary" : "count", norm: "none" });
    },
  }),
});

/**
 * Features that say how often each term (token) occurs in a text. Terms are learned from the training texts alone; they
 * stand in the order of their tokens, and special tokens are none.
 *
 * @param tokenizer - usually a {@link wordTokenizer}
 * @param texts - training texts, at least one
 * @param options - `leastDocuments` (default 1), `greatestShare` (default 1), `binary` (default false)
 * @throws ChainruleError if no term is left, a text cannot be encoded, or an option is unknown or out of its range
 * @example
 * const mails = ["buy now", "see you"];
 * const words = bagOfWords(wordTokenizer(mails), mails);
 * const { values, shape } = words.transform(["buy buy"]);
 */
export function bagOfWords(tokenizer: Tokenizer, texts: Iterable<string>, options?: BagOfWordsOptions): TermFeatures {
  return bagOfWordsEntry.make(options).fit(tokenizer, texts);
}
