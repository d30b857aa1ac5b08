import type { Tokenizer } from "./tokenizer.ts";

/** Settings of {@link encodeTexts}. */
export interface EncodeTextsOptions {
  /** Whether each begins with the start token (default false). */
  readonly start?: boolean;
  /** Whether each ends with the end token (default false). */
  readonly end?: boolean;
  /** What errors are to call the list (default `texts`). */
  readonly name?: string;
}

/**
 * The tokens of each text.
 *
 * @throws ChainruleError if a text has a lone surrogate, or something outside the vocabulary where there is no unknown
 * token; it says which text
 * @example
 * encodeTexts(characterTokenizer("abc"), ["ab", "cab"]); // [0, 1] and [2, 0, 1]
 */
export function encodeTexts(
  tokenizer: Tokenizer,
  texts: Iterable<string>,
  options: EncodeTextsOptions = {},
): readonly Int32Array[] {
  const { name = "texts", ...ends } = options;
  return Array.from(texts, (text, index) => tokenizer.encode(text, { ...ends, name: `${name}[${index}]` }));
}
