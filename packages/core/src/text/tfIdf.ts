import { naturalLogarithm } from "../random/naturalLogarithm.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, choice } from "../spec/scalars.ts";
import { termLimits } from "./bagOfWords.ts";
import { fitTerms, TermFeatures, type TermFeaturesPlan } from "./termFeatures.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Settings of {@link tfIdf}. */
export interface TfIdfOptions {
  /** Terms that are in fewer training texts are left out (default 1). */
  readonly leastDocuments?: number;
  /** Terms that are in a greater share of the training texts are left out (default 1). */
  readonly greatestShare?: number;
  /** Whether a term's frequency is 1 + ln n instead of n (default false). */
  readonly sublinear?: boolean;
  /** What each text's features are divided by: `"l2"` (default), `"l1"` or `"none"`. */
  readonly norm?: "l2" | "l1" | "none";
}

export const tfIdfEntry: Entry<TermFeaturesPlan> = defineEntry<TfIdfOptions, TermFeaturesPlan>({
  name: "tfIdf",
  summary: { en: "How often each term occurs, rare ones weighing more.", zh: "词项出现的次数，越少见权重越大。" },
  options: {
    ...termLimits,
    sublinear: boolean({
      default: false,
      en: "Whether a term's frequency is 1 + ln n instead of n.",
      zh: "词频是否取 1 + ln n 而不是 n。",
    }),
    norm: choice(["l2", "l1", "none"], {
      default: "l2",
      en: "What each text's features are divided by.",
      zh: "每篇文本的特征除以哪种范数。",
    }),
  },
  create: ({ sublinear, norm, ...limits }, given) => ({
    kind: "tfIdf",
    options: given,
    fit: (tokenizer, texts) => {
      const idf = (documents: number, all: number): number => naturalLogarithm((1 + all) / (1 + documents)) + 1;
      const terms = fitTerms("tfIdf", tokenizer, texts, limits, idf);
      return new TermFeatures(tokenizer, terms, { frequency: sublinear ? "sublinear" : "count", norm });
    },
  }),
});

/**
 * Term frequency × inverse document frequency: x_t = n_t · idf_t (with `sublinear`, (1 + ln n_t) · idf_t), idf_t =
 * ln((1 + N) / (1 + N_t)) + 1, where term t occurs n_t times in the text and is in N_t of the N training texts; then each
 * text is divided by its norm. The same numbers as scikit-learn's `TfidfVectorizer`.
 *
 * Terms and their weights are learned from the training texts alone.
 *
 * Source: Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval", 1972.
 *
 * @param tokenizer - usually a {@link wordTokenizer}
 * @param texts - training texts, at least one
 * @param options - `leastDocuments` (default 1), `greatestShare` (default 1), `sublinear` (default false), `norm`:
 *   `"l2"` (default), `"l1"` or `"none"`
 * @throws ChainruleError if no term is left, a text cannot be encoded, or an option is unknown or out of its range
 * @example
 * const mails = ["buy now", "see you now"];
 * const weights = tfIdf(wordTokenizer(mails), mails, { sublinear: true });
 * const { values, shape } = weights.transform(["buy buy now"]);
 * const data = dataset({ inputs: values, inputShape: shape, targets: ["spam"] });
 */
export function tfIdf(tokenizer: Tokenizer, texts: Iterable<string>, options?: TfIdfOptions): TermFeatures {
  return tfIdfEntry.make(options).fit(tokenizer, texts);
}
