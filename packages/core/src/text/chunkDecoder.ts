import { encodingError } from "./decodeText.ts";

/** Decodes UTF-8 that comes in pieces, which may end inside a character. */
export class ChunkDecoder {
  readonly #name: string;
  /** The bytes of a character that has begun. */
  #begun: Uint8Array = new Uint8Array();
  /** Bytes decoded so far. */
  #done = 0;

  /** @param name - what errors are to call the bytes */
  constructor(name: string) {
    this.#name = name;
  }

  /** The characters that end in this piece; a mark of byte order at the very start is none. */
  decode(piece: Uint8Array): string {
    const bytes = joined(this.#begun, piece);
    const whole = bytes.length - begunLength(bytes);
    const text = this.#text(bytes.subarray(0, whole));
    this.#begun = bytes.slice(whole);
    this.#done += whole;
    return text;
  }

  /** @throws ChainruleError if the last character has not ended */
  end(): void {
    this.#text(this.#begun);
  }

  #text(bytes: Uint8Array): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: this.#done > 0 }).decode(bytes);
    } catch (cause) {
      throw encodingError(bytes, this.#name, this.#done, cause);
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** How many bytes at the end begin a character without ending it. */
function begunLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}
