import { ChainruleError } from "../errors/chainruleError.ts";
import type { Text } from "../spec/text.ts";
import { numberSpecials, type SpecialName, type SpecialTokens } from "./specialTokens.ts";

/** Which of the characters or words that were counted get a token. */
export interface VocabularyLimits {
  readonly leastCount: number;
  /** Greatest number of tokens, special ones among them. */
  readonly greatestSize: number | undefined;
}

/** Texts of tokens by number, special tokens first. */
export class Vocabulary {
  readonly special: SpecialTokens;
  /** The texts that have tokens, in order, without the special ones. */
  readonly entries: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #texts: readonly string[];

  constructor(specials: readonly SpecialName[], entries: readonly string[]) {
    this.special = numberSpecials(specials);
    this.entries = entries;
    const names = Object.keys(this.special);
    this.#texts = [...names.map((name) => `<${name}>`), ...entries];
    this.#numbers = new Map(entries.map((entry, index) => [entry, names.length + index]));
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The token of a text, the unknown token for those that have none, or nothing where there is no unknown token. */
  tokenOf(entry: string): number | undefined {
    return this.#numbers.get(entry) ?? this.special.unknown;
  }

  /** The text of a token; the name of a special one. */
  textOf(token: number): string {
    const text = this.#texts[token];
    if (text !== undefined) return text;
    throw new ChainruleError("text.tokenRange", {
      subject: "decode",
      position: undefined,
      size: this.size,
      received: String(token),
    });
  }

  /** The texts of tokens as `decode` gives them. */
  *textsOf(tokens: ArrayLike<number>): Generator<string> {
    const firstEntry = this.size - this.entries.length;
    for (let position = 0; position < tokens.length; position += 1) {
      const token = tokens[position] ?? Number.NaN;
      const entry = this.entries[token - firstEntry];
      if (entry !== undefined) yield entry;
      else if (token === this.special.unknown) yield "\uFFFD";
      else if (!(Number.isInteger(token) && token >= 0 && token < this.size)) {
        throw new ChainruleError("text.tokenRange", {
          subject: "decode",
          position,
          size: this.size,
          received: String(token),
        });
      }
    }
  }
}

/**
 * The vocabulary of what was counted: the most frequent, of equal counts the first by code points.
 *
 * @param what - what errors are to name, and the order of the tokens: most frequent first, or by code points
 */
export function vocabularyOf(
  counts: ReadonlyMap<string, number>,
  specials: readonly SpecialName[],
  limits: VocabularyLimits,
  what: { readonly subject: string; readonly unit: Text; readonly inOrderOf: "count" | "text" },
): Vocabulary {
  if (counts.size === 0) throw new ChainruleError("text.empty", what);
  const { leastCount, greatestSize = Number.POSITIVE_INFINITY } = limits;
  const often = [...counts].filter(([, count]) => count >= leastCount);
  often.sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || byCodePoints(a, b));
  const chosen = often.slice(0, Math.max(0, greatestSize - specials.length)).map(([entry]) => entry);
  if (chosen.length === 0) throw new ChainruleError("text.noneLeft", { ...what, count: counts.size });
  if (chosen.length < counts.size && !specials.includes("unknown")) {
    throw new ChainruleError("text.leftOut", { ...what, count: counts.size - chosen.length });
  }
  return new Vocabulary(specials, what.inOrderOf === "text" ? chosen.sort(byCodePoints) : chosen);
}

/** Order of texts by their code points, which is that of their bytes in UTF-8. */
function byCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let i = 0;
  while (i < shorter && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  if (i === shorter) return a.length - b.length;
  // Halves of a pair stand above all other units where code points do, at the end of the order.
  const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}
