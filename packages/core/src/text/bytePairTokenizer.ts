import { ChainruleError } from "../errors/chainruleError.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import { MergedBytes } from "./mergedBytes.ts";
import { numberSpecials, type SpecialName, specialOption, withEnds } from "./specialTokens.ts";
import { settledPieces, splitPieces } from "./splitPieces.ts";
import type { Texts, Tokenizer, TokenizerPlan } from "./tokenizer.ts";
import { tokenizerJson } from "./tokenizerJson.ts";
import { byteCount, type Merge, mostSymbols, trainBytePairs } from "./trainBytePairs.ts";
import { namedTexts, requireWholeText } from "./wholeText.ts";

/** Settings of {@link bytePairTokenizer}. */
export interface BytePairTokenizerOptions {
  /** How many merges are learned at most; there are 256 tokens more, and the special ones. */
  readonly merges: number;
  /** Special tokens that it has (default none). */
  readonly special?: readonly BytePairSpecial[];
  /** Pairs that occur less often are not merged (default 2). */
  readonly leastCount?: number;
}

/** Every byte has a token, so nothing is unknown. */
export type BytePairSpecial = Exclude<SpecialName, "unknown">;
export const bytePairSpecials = ["padding", "start", "end"] as const;

export const mostMerges: number = mostSymbols - byteCount;

export const bytePairTokenizerEntry: Entry<TokenizerPlan> = defineEntry<BytePairTokenizerOptions, TokenizerPlan>({
  name: "bytePair",
  summary: { en: "Tokens of bytes that occur together.", zh: "由经常相邻的字节合并而成的词元。" },
  options: {
    merges: integer({
      min: 0,
      max: mostMerges,
      en: "How many merges are learned at most.",
      zh: "最多学习多少次合并。",
    }),
    special: specialOption(bytePairSpecials, {
      default: [],
      en: "Special tokens that it has.",
      zh: "所具有的特殊词元。",
    }),
    leastCount: integer({
      default: 2,
      min: 1,
      en: "Pairs that occur less often are not merged.",
      zh: "出现次数更少的相邻对不合并。",
    }),
  },
  shorthand: "merges",
  create: ({ merges, special, leastCount }, given) => ({
    kind: "bytePair",
    options: given,
    train: (texts) => bytePairsOf(special, trainBytePairs(countPieces(texts), merges, leastCount)),
  }),
});

function countPieces(texts: Texts): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of namedTexts(texts)) {
    for (const piece of splitPieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  if (counts.size > 0) return counts;
  throw new ChainruleError("text.empty", { subject: "bytePairTokenizer", unit: { en: "character", zh: "字符" } });
}

/** The tokenizer of merges that were learned. */
export function bytePairsOf(specials: readonly BytePairSpecial[], merges: readonly Merge[]): Tokenizer {
  const special = numberSpecials(specials);
  const names = Object.keys(special);
  const merged = new MergedBytes(merges);
  const firstByte = names.length;
  const size = firstByte + byteCount + merges.length;
  const requireToken = (token: number, position: number | undefined): void => {
    if (Number.isInteger(token) && token >= 0 && token < size) return;
    throw new ChainruleError("text.tokenRange", { subject: "decode", position, size, received: String(token) });
  };
  return {
    kind: "bytePair",
    size,
    special,
    encode: (text, options = {}) => {
      requireWholeText(text, options.name ?? "text", options.offset);
      const tokens: number[] = [];
      for (const piece of splitPieces(text)) {
        for (const symbol of merged.symbolsOf(piece)) tokens.push(firstByte + symbol);
      }
      return withEnds(tokens, special, options);
    },
    decode: (tokens) => {
      const symbols: number[] = [];
      for (let position = 0; position < tokens.length; position += 1) {
        const token = tokens[position] ?? Number.NaN;
        requireToken(token, position);
        if (token >= firstByte) symbols.push(token - firstByte);
      }
      return merged.textOf(symbols);
    },
    tokenText: (token) => {
      requireToken(token, undefined);
      return token < firstByte ? `<${names[token] ?? ""}>` : merged.shown(token - firstByte);
    },
    settledLength: settledPieces,
    toJson: () => tokenizerJson("bytePair", special, { merges }),
  };
}

/**
 * A tokenizer of byte pairs: it begins with the 256 bytes of UTF-8 and learns from the texts which neighbours to make one
 * token of, the most frequent pair first, never across words (pieces as GPT-2 has them, at most 1024 characters long).
 * Every text has tokens, and `decode` gives back exactly what was encoded. Special tokens come first, then the bytes, then
 * the merges in the order in which they were learned; of equally frequent pairs that of the lower tokens goes first.
 *
 * Tokens that were cut in the middle of a character decode to �.
 *
 * Sources: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units", 2016; Radford et al.,
 * "Language models are unsupervised multitask learners", 2019, section 2.2.
 *
 * @param texts - one text or several, at least one character in all
 * @param options - `merges`: how many at most (fewer where no pair occurs `leastCount` times), `special`: some of
 *   `"padding"`, `"start"`, `"end"` (default none), `leastCount` (default 2)
 * @throws ChainruleError if the texts are empty or hold lone surrogates, or an option is unknown or out of its range
 * @example
 * const pairs = bytePairTokenizer("the cat, the dog, the end", { merges: 20 });
 * pairs.decode(pairs.encode("the 猫")); // "the 猫"
 */
export function bytePairTokenizer(texts: Texts, options: BytePairTokenizerOptions): Tokenizer {
  return bytePairTokenizerEntry.make(options).train(texts);
}
