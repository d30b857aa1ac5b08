import type { JsonObject } from "../spec/json.ts";
import type { Configurable } from "../spec/registry.ts";
import type { SpecialTokens } from "./specialTokens.ts";

/** How a tokenizer encodes one text. */
export interface EncodeOptions {
  /** Whether the start token comes first (default false). */
  readonly start?: boolean;
  /** Whether the end token comes last (default false). */
  readonly end?: boolean;
  /** What errors are to call the text (default `text`). */
  readonly name?: string;
  /** What is added to positions in errors, where the text is a part of another (default 0). */
  readonly offset?: number;
}

/** Texts to tokens (whole numbers from 0) and back. It never changes. */
export interface Tokenizer {
  /** `"character"`, `"word"` or `"bytePair"`. */
  readonly kind: string;
  /** Number of tokens, special ones among them. */
  readonly size: number;
  /** The tokens that stand for no text; those that it has. They come first: padding, where it is, is 0. */
  readonly special: SpecialTokens;
  /**
   * The tokens of a text; of an empty one, none.
   *
   * @throws ChainruleError if the text holds a lone surrogate, or something outside the vocabulary where there is no
   * unknown token
   */
  readonly encode: (text: string, options?: EncodeOptions) => Int32Array;
  /**
   * The text of tokens. Padding, start and end are left out; the unknown token is shown as �.
   *
   * @throws ChainruleError if a token is not one of the tokenizer's
   */
  readonly decode: (tokens: ArrayLike<number>) => string;
  /** What one token stands for, for tables and pictures: its text, or its name as `<padding>`. */
  readonly tokenText: (token: number) => string;
  /** How much of the beginning of a text (of whole characters) has the same tokens whatever text follows. */
  readonly settledLength: (text: string) => number;
  /** All there is to know of it; {@link tokenizerFromJson} makes it again. */
  readonly toJson: () => JsonObject;
}

/** How a tokenizer is made of texts: its kind and options, as configurations name them. */
export interface TokenizerPlan extends Configurable {
  readonly train: (texts: Texts) => Tokenizer;
}

/** One text, or several. */
export type Texts = string | Iterable<string>;
