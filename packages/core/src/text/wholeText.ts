import { ChainruleError } from "../errors/chainruleError.ts";
import { showValue } from "../spec/json.ts";
import type { Texts } from "./tokenizer.ts";

const loneSurrogate = /\p{Surrogate}/u;

/**
 * Raises what is no text, and half characters: they have no bytes in UTF-8 and could not come back from tokens.
 *
 * @param name - what the error is to call the text
 * @param offset - what is added to the position in the error
 */
export function requireWholeText(text: unknown, name: string, offset = 0): asserts text is string {
  if (typeof text !== "string") throw new ChainruleError("text.notText", { name, received: showValue(text) });
  const position = text.search(loneSurrogate);
  if (position === -1) return;
  throw new ChainruleError("text.surrogate", {
    name,
    position: position + offset,
    received: codePoint(text, position),
  });
}

/** Texts one by one with the names that errors give them. */
export function* namedTexts(texts: Texts): Generator<{ readonly text: string; readonly name: string }> {
  let index = 0;
  for (const text of typeof texts === "string" ? [texts] : texts) {
    const name = typeof texts === "string" ? "text" : `texts[${index}]`;
    requireWholeText(text, name);
    yield { text, name };
    index += 1;
  }
}

/** The character at a position as `U+00E9`. */
export function codePoint(text: string, position: number): string {
  const code = text.codePointAt(position) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
