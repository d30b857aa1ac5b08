import { ChainruleError } from "../errors/chainruleError.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import { type SpecialName, specialNames, specialOption, withEnds } from "./specialTokens.ts";
import type { Texts, Tokenizer, TokenizerPlan } from "./tokenizer.ts";
import { tokenizerJson } from "./tokenizerJson.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import { codePoint, namedTexts, requireWholeText } from "./wholeText.ts";

/** Settings of {@link characterTokenizer}. */
export interface CharacterTokenizerOptions {
  /** Special tokens that it has (default none). */
  readonly special?: readonly SpecialName[];
  /** Rarer characters get no token of their own (default 1); needs `unknown`. */
  readonly leastCount?: number;
  /** Greatest number of tokens, special ones among them (default no limit); needs `unknown` where it is reached. */
  readonly greatestSize?: number | undefined;
}

const characterUnit = { en: "character", zh: "字符" } as const;

export const characterTokenizerEntry: Entry<TokenizerPlan> = defineEntry<CharacterTokenizerOptions, TokenizerPlan>({
  name: "character",
  summary: { en: "A token for each character.", zh: "每个字符一个词元。" },
  options: {
    special: specialOption(specialNames, { default: [], en: "Special tokens that it has.", zh: "所具有的特殊词元。" }),
    leastCount: integer({
      default: 1,
      min: 1,
      en: "Rarer characters get no token of their own.",
      zh: "出现次数更少的字符没有自己的词元。",
    }),
    greatestSize: optional(
      integer({ min: 1, en: "Greatest number of tokens, special ones among them.", zh: "词元总数上限，含特殊词元。" }),
    ),
  },
  create: ({ special, leastCount, greatestSize }, given) => ({
    kind: "character",
    options: given,
    train: (texts) => {
      const what = { subject: "characterTokenizer", unit: characterUnit, inOrderOf: "text" } as const;
      return charactersOf(vocabularyOf(countCharacters(texts), special, { leastCount, greatestSize }, what));
    },
  }),
});

function countCharacters(texts: Texts): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of namedTexts(texts)) {
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts;
}

/** The tokenizer of a vocabulary of characters. */
export function charactersOf(vocabulary: Vocabulary): Tokenizer {
  const { special, size } = vocabulary;
  return {
    kind: "character",
    size,
    special,
    encode: (text, options = {}) => {
      const { name = "text", offset = 0 } = options;
      requireWholeText(text, name, offset);
      const tokens: number[] = [];
      let position = 0;
      for (const character of text) {
        const token = vocabulary.tokenOf(character);
        if (token === undefined) {
          throw new ChainruleError("text.unknownToken", {
            name,
            unit: characterUnit,
            position: position + offset,
            shown: `${JSON.stringify(character)} (${codePoint(text, position)})`,
            received: character,
            choices: [],
          });
        }
        tokens.push(token);
        position += character.length;
      }
      return withEnds(tokens, special, options);
    },
    decode: (tokens) => [...vocabulary.textsOf(tokens)].join(""),
    tokenText: (token) => vocabulary.textOf(token),
    settledLength: ({ length }) => length,
    toJson: () => tokenizerJson("character", special, { characters: vocabulary.entries }),
  };
}

/**
 * A tokenizer with a token for each character (Unicode code point) of the texts. Special tokens come first, then the
 * characters in the order of their code points. `decode` gives back exactly what was encoded, but for unknown characters.
 *
 * @param texts - one text or several, at least one character in all
 * @param options - `special`: some of `"padding"`, `"start"`, `"end"`, `"unknown"` (default none), `leastCount` (default
 *   1), `greatestSize` (default no limit)
 * @throws ChainruleError if the texts are empty or hold lone surrogates, characters are left out without an unknown
 * token, or an option is unknown or out of its range
 * @example
 * const letters = characterTokenizer(["anna", "ben"], { special: ["padding", "start", "end"] });
 * letters.encode("ben", { start: true, end: true }); // 1, 4, 5, 6, 2
 */
export function characterTokenizer(texts: Texts, options?: CharacterTokenizerOptions): Tokenizer {
  return characterTokenizerEntry.make(options).train(texts);
}
