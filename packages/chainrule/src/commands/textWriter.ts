import type { Tokenizer } from "@chainrule/core";

/** Writes the text of tokens as they come, each part as soon as later tokens can't change it. */
export class TextWriter {
  readonly #tokenizer: Tokenizer;
  readonly #out: (text: string) => void;
  #written = "";

  constructor(tokenizer: Tokenizer, out: (text: string) => void) {
    this.#tokenizer = tokenizer;
    this.#out = out;
  }

  /** @param tokens - all so far */
  add(tokens: readonly number[]): void {
    const text = this.#tokenizer.decode(tokens);
    // Half a character of several bytes is shown as �, until the other half comes.
    this.#write(text.replace(/\uFFFD+$/, ""));
  }

  /** The whole text; what was not written yet is. */
  end(tokens: readonly number[]): string {
    const text = this.#tokenizer.decode(tokens);
    if (text.startsWith(this.#written)) this.#write(text);
    else this.#out(`\n${text}`);
    return text;
  }

  #write(text: string): void {
    if (!text.startsWith(this.#written)) return;
    this.#out(text.slice(this.#written.length));
    this.#written = text;
  }
}
