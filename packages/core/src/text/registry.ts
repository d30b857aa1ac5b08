import { fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import { bagOfWordsEntry } from "./bagOfWords.ts";
import { bytePairTokenizerEntry } from "./bytePairTokenizer.ts";
import { characterTokenizerEntry } from "./characterTokenizer.ts";
import type { TermFeaturesPlan } from "./termFeatures.ts";
import { tfIdfEntry } from "./tfIdf.ts";
import type { TokenizerPlan } from "./tokenizer.ts";
import { wordTokenizerEntry } from "./wordTokenizer.ts";

/** Every kind of tokenizer by name, as configurations name them. */
export const tokenizerRegistry: Registry<TokenizerPlan> = makeRegistry("tokenizer", { en: "tokenizer", zh: "分词器" }, [
  characterTokenizerEntry,
  wordTokenizerEntry,
  bytePairTokenizerEntry,
]);

/** Every kind of features of terms by name. */
export const termFeaturesRegistry: Registry<TermFeaturesPlan> = makeRegistry(
  "termFeatures",
  { en: "text features", zh: "文本特征" },
  [bagOfWordsEntry, tfIdfEntry],
);

/**
 * The plan of a tokenizer that a configuration names; `train` makes the tokenizer.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * const tokenizer = tokenizerFromConfig({ bytePair: { merges: 10 } }).train("low lower lowest");
 */
export function tokenizerFromConfig(written: unknown, path?: string): TokenizerPlan {
  return fromConfig(tokenizerRegistry, written, path);
}

/**
 * The plan of text features that a configuration names; `fit` learns them from training texts.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * const features = termFeaturesFromConfig({ tfIdf: { sublinear: true } }).fit(wordTokenizer("a b"), ["a b"]);
 */
export function termFeaturesFromConfig(written: unknown, path?: string): TermFeaturesPlan {
  return fromConfig(termFeaturesRegistry, written, path);
}
