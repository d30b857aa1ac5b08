import { ChainruleError } from "../errors/chainruleError.ts";
import { naturalLogarithm } from "../random/naturalLogarithm.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Configurable } from "../spec/registry.ts";
import type { Features } from "./oneHotFeatures.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** How features are made of texts: kind and options, as configurations name them. */
export interface TermFeaturesPlan extends Configurable {
  /** Learns terms and weights from training texts. */
  readonly fit: (tokenizer: Tokenizer, texts: Iterable<string>) => TermFeatures;
}

/** What makes a number of how often a term occurs in a text. */
export interface TermWeighting {
  /** `count`: n; `binary`: 1; `sublinear`: 1 + ln n, each where n > 0. */
  readonly frequency: "count" | "binary" | "sublinear";
  /** What each text's numbers are divided by: their Euclidean length, their sum, or nothing. */
  readonly norm: "l2" | "l1" | "none";
}

/** Which terms are taken. */
export interface TermLimits {
  readonly leastDocuments: number;
  readonly greatestShare: number;
}

/** A term: its token, and what its frequency is multiplied by. */
export interface Term {
  readonly token: number;
  readonly weight: number;
}

/** A number for each term of a vocabulary, learned from training texts. It never changes. */
export class TermFeatures {
  readonly #tokenizer: Tokenizer;
  readonly #terms: readonly Term[];
  readonly #weighting: TermWeighting;
  /** Which feature a token is; −1 for those that are none. */
  readonly #places: Int32Array;

  constructor(tokenizer: Tokenizer, terms: readonly Term[], weighting: TermWeighting) {
    this.#tokenizer = tokenizer;
    this.#terms = terms;
    this.#weighting = weighting;
    this.#places = new Int32Array(tokenizer.size).fill(-1);
    terms.forEach(({ token }, place) => {
      this.#places[token] = place;
    });
  }

  /** Number of features. */
  get size(): number {
    return this.#terms.length;
  }

  /** The term that each feature stands for. */
  get terms(): readonly string[] {
    return this.#terms.map(({ token }) => this.#tokenizer.tokenText(token));
  }

  /** What each term's frequency is multiplied by: its inverse document frequency, or 1. */
  get weights(): readonly number[] {
    return this.#terms.map(({ weight }) => weight);
  }

  /**
   * The features of texts, examples of shape [size]; a text without any of the terms is all 0.
   *
   * @throws ChainruleError if there are none, or one cannot be encoded
   * @example
   * const { values, shape } = bagOfWords(wordTokenizer("a b"), ["a b"]).transform(["b b a"]);
   */
  transform(texts: readonly string[]): Features<readonly [number]> {
    if (texts.length === 0) throw new ChainruleError("data.empty", { subject: "texts" });
    const { size } = this;
    const values = new Float32Array(texts.length * size);
    texts.forEach((text, index) => {
      values.set(this.#row(text, `texts[${index}]`), index * size);
    });
    return { values, shape: [size] };
  }

  /** All there is to know of them; {@link termFeaturesFromJson} makes them again. */
  toJson(): JsonObject {
    return {
      format: "chainrule.termFeatures",
      version: 1,
      tokenizer: this.#tokenizer.toJson(),
      ...this.#weighting,
      tokens: this.#terms.map(({ token }) => token),
      weights: [...this.weights],
    };
  }

  #row(text: string, name: string): Float64Array {
    const row = new Float64Array(this.size);
    for (const token of this.#tokenizer.encode(text, { name })) {
      const place = this.#places[token] ?? -1;
      if (place !== -1) row[place] = (row[place] ?? 0) + 1;
    }
    const { frequency, norm } = this.#weighting;
    let total = 0;
    this.#terms.forEach(({ weight }, place) => {
      const count = row[place] ?? 0;
      if (count === 0) return;
      const value = weight * (frequency === "binary" ? 1 : frequency === "count" ? count : 1 + naturalLogarithm(count));
      row[place] = value;
      total += norm === "l2" ? value * value : value;
    });
    const length = norm === "l2" ? Math.sqrt(total) : norm === "l1" ? total : 1;
    return total === 0 ? row : row.map((value) => value / length);
  }
}

/**
 * The terms of training texts, in the order of their tokens; special tokens are none.
 *
 * @param weightOf - weight of a term that is in `documents` of `all` texts
 */
export function fitTerms(
  subject: string,
  tokenizer: Tokenizer,
  texts: Iterable<string>,
  limits: TermLimits,
  weightOf: (documents: number, all: number) => number,
): readonly Term[] {
  const documents = new Int32Array(tokenizer.size);
  let all = 0;
  for (const text of texts) {
    for (const token of new Set(tokenizer.encode(text, { name: `texts[${all}]` })))
      documents[token] = (documents[token] ?? 0) + 1;
    all += 1;
  }
  if (all === 0) throw new ChainruleError("data.empty", { subject: "texts" });
  for (const token of Object.values(tokenizer.special)) documents[token] = 0;
  const { leastDocuments, greatestShare } = limits;
  const found: { readonly token: number; readonly count: number }[] = [];
  documents.forEach((count, token) => {
    if (count > 0) found.push({ token, count });
  });
  const kept = found.filter(({ count }) => count >= leastDocuments && count <= greatestShare * all);
  if (kept.length === 0) throw new ChainruleError("text.noTerms", { subject, count: found.length });
  return kept.map(({ token, count }) => ({ token, weight: weightOf(count, all) }));
}
