import { ChainruleError } from "../errors/chainruleError.ts";
import { showValue } from "../spec/json.ts";
import { ChunkDecoder } from "./chunkDecoder.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A text in pieces: UTF-8 bytes, which may end inside a character, or strings. A file's read stream is one. */
export type TextChunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Settings of {@link streamTokens}. */
export interface StreamTokensOptions {
  /** What errors are to call the text (default `text`). */
  readonly name?: string;
}

/** A character of which the second half is still to come. */
const halfCharacter = /[\uD800-\uDBFF]$/;

/**
 * The tokens of a text that comes in pieces, as they are settled: the same ones that `encode` gives the whole text,
 * wherever it was divided. No more is kept than a piece and the end of the one before.
 *
 * @param chunks - UTF-8 bytes or strings
 * @param options - `name` for errors (default `text`)
 * @throws ChainruleError if bytes are not UTF-8, or a character or word is outside the vocabulary; positions are those in
 * the whole text
 * @example
 * for await (const tokens of streamTokens(["to b", "e or"], characterTokenizer("to be or"))) console.log(tokens);
 */
export async function* streamTokens(
  chunks: TextChunks,
  tokenizer: Tokenizer,
  options: StreamTokensOptions = {},
): AsyncGenerator<Int32Array, void, undefined> {
  const { name = "text" } = options;
  const decoder = new ChunkDecoder(name);
  let held = "";
  let offset = 0;
  for await (const chunk of chunks) {
    const text = held + textOf(chunk, decoder, name);
    const settled = tokenizer.settledLength(text.replace(halfCharacter, ""));
    held = text.slice(settled);
    if (settled === 0) continue;
    const tokens = tokenizer.encode(text.slice(0, settled), { name, offset });
    offset += settled;
    if (tokens.length > 0) yield tokens;
  }
  decoder.end();
  const rest = tokenizer.encode(held, { name, offset });
  if (rest.length > 0) yield rest;
}

function textOf(chunk: unknown, decoder: ChunkDecoder, name: string): string {
  if (typeof chunk === "string") return chunk;
  if (chunk instanceof Uint8Array) return decoder.decode(chunk);
  throw new ChainruleError("text.notChunk", { name, received: showValue(chunk) });
}
