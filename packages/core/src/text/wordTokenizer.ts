import { ChainruleError } from "../errors/chainruleError.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { boolean, choice, integer } from "../spec/scalars.ts";
import { type SpecialName, specialNames, specialOption, withEnds } from "./specialTokens.ts";
import { joinWords, settledWords, splitWords } from "./splitWords.ts";
import type { Texts, Tokenizer, TokenizerPlan } from "./tokenizer.ts";
import { tokenizerJson } from "./tokenizerJson.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import { namedTexts, requireWholeText } from "./wholeText.ts";

/** Settings of {@link wordTokenizer}. */
export interface WordTokenizerOptions {
  /** Special tokens that it has (default `["padding", "unknown"]`). */
  readonly special?: readonly SpecialName[];
  /** Rarer words get no token of their own (default 1); needs `unknown`. */
  readonly leastCount?: number;
  /** Greatest number of tokens, special ones among them (default no limit); needs `unknown` where it is reached. */
  readonly greatestSize?: number | undefined;
  /** Whether words are taken in lower case (default true). */
  readonly lowerCase?: boolean;
  /** Whether signs are tokens too: `"keep"` (default) or `"drop"`. */
  readonly punctuation?: "keep" | "drop";
}

/** How words are taken out of a text. */
export interface WordRules {
  readonly lowerCase: boolean;
  readonly punctuation: "keep" | "drop";
}

const wordUnit = { en: "word", zh: "词" } as const;

export const wordTokenizerEntry: Entry<TokenizerPlan> = defineEntry<WordTokenizerOptions, TokenizerPlan>({
  name: "word",
  summary: { en: "A token for each word.", zh: "每个词一个词元。" },
  options: {
    special: specialOption(specialNames, {
      default: ["padding", "unknown"],
      en: "Special tokens that it has.",
      zh: "所具有的特殊词元。",
    }),
    leastCount: integer({
      default: 1,
      min: 1,
      en: "Rarer words get no token of their own.",
      zh: "出现次数更少的词没有自己的词元。",
    }),
    greatestSize: optional(
      integer({ min: 1, en: "Greatest number of tokens, special ones among them.", zh: "词元总数上限，含特殊词元。" }),
    ),
    lowerCase: boolean({ default: true, en: "Whether words are taken in lower case.", zh: "是否转成小写。" }),
    punctuation: choice(["keep", "drop"], {
      default: "keep",
      en: "Whether signs are tokens too.",
      zh: "标点等符号是否也作为词元。",
    }),
  },
  create: ({ special, leastCount, greatestSize, lowerCase, punctuation }, given) => ({
    kind: "word",
    options: given,
    train: (texts) => {
      const rules = { lowerCase, punctuation };
      const what = { subject: "wordTokenizer", unit: wordUnit, inOrderOf: "count" } as const;
      const limits = { leastCount, greatestSize };
      return wordsOf(vocabularyOf(countWords(texts, rules), special, limits, what), rules);
    },
  }),
});

/** How often each word occurs. */
function countWords(texts: Texts, rules: WordRules): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of namedTexts(texts)) {
    for (const { word } of wordsIn(text, rules)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The words of a text by the rules, with their places. */
function* wordsIn(
  text: string,
  { lowerCase, punctuation }: WordRules,
): Generator<{ readonly word: string; readonly position: number }> {
  for (const piece of splitWords(text)) {
    if (piece.isSign && punctuation === "drop") continue;
    yield { word: lowerCase ? piece.text.toLowerCase() : piece.text, position: piece.position };
  }
}

/** The tokenizer of a vocabulary of words. */
export function wordsOf(vocabulary: Vocabulary, rules: WordRules): Tokenizer {
  const { special, size, entries } = vocabulary;
  return {
    kind: "word",
    size,
    special,
    encode: (text, options = {}) => {
      const { name = "text", offset = 0 } = options;
      requireWholeText(text, name, offset);
      const tokens: number[] = [];
      for (const { word, position } of wordsIn(text, rules)) {
        const token = vocabulary.tokenOf(word);
        if (token === undefined) {
          const found = { shown: JSON.stringify(word), received: word, choices: entries };
          throw new ChainruleError("text.unknownToken", {
            name,
            unit: wordUnit,
            position: position + offset,
            ...found,
          });
        }
        tokens.push(token);
      }
      return withEnds(tokens, special, options);
    },
    decode: (tokens) => joinWords(vocabulary.textsOf(tokens)),
    tokenText: (token) => vocabulary.textOf(token),
    settledLength: settledWords,
    toJson: () => tokenizerJson("word", special, { ...rules, words: entries }),
  };
}

/**
 * A tokenizer with a token for each word of the texts, most frequent first, of equal counts in the order of code points.
 * Words are letters and digits with apostrophes inside; every other sign is a token of its own, as is each character of
 * Chinese and Japanese. `decode` puts spaces where English has them: it does not give back the text's own.
 *
 * @param texts - one text or several, at least one word in all
 * @param options - `special`: some of `"padding"`, `"start"`, `"end"`, `"unknown"` (default padding and unknown),
 *   `leastCount` (default 1), `greatestSize` (default no limit), `lowerCase` (default true), `punctuation`: `"keep"`
 *   (default) or `"drop"`
 * @throws ChainruleError if the texts are empty or hold lone surrogates, words are left out without an unknown token, or
 * an option is unknown or out of its range
 * @example
 * const words = wordTokenizer(["The cat sat.", "The dog sat."], { greatestSize: 10_000 });
 * words.decode(words.encode("the dog.")); // "the dog."
 */
export function wordTokenizer(texts: Texts, options?: WordTokenizerOptions): Tokenizer {
  return wordTokenizerEntry.make(options).train(texts);
}
