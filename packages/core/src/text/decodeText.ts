import { ChainruleError } from "../errors/chainruleError.ts";

/**
 * The text of UTF-8 bytes, without a mark of byte order.
 *
 * @param name - what the error is to call it, say the file (default `text`)
 * @throws ChainruleError if the bytes are not UTF-8, naming the first that is not
 * @example
 * decodeText(Uint8Array.of(0xe7, 0x8c, 0xab)); // "猫"
 */
export function decodeText(bytes: Uint8Array, name = "text"): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw encodingError(bytes, name, 0, cause);
  }
}

/** The error of bytes that are not UTF-8 and begin at an offset of what `name` says. */
export function encodingError(bytes: Uint8Array, name: string, start: number, cause?: unknown): ChainruleError {
  const offset = invalidOffset(bytes);
  const shown = Array.from(bytes.subarray(offset, offset + 4), (byte) =>
    byte.toString(16).toUpperCase().padStart(2, "0"),
  );
  const looksUtf16 = start === 0 && isUtf16Marked(bytes);
  const params = { name, offset: start + offset, received: shown.join(" "), looksUtf16 };
  return new ChainruleError("text.encoding", params, { cause });
}

function isUtf16Marked(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Where the first bytes begin that are no character of UTF-8. */
export function invalidOffset(bytes: Uint8Array): number {
  let offset = 0;
  while (offset < bytes.length) {
    const size = characterSize(bytes, offset);
    if (size === 0) return offset;
    offset += size;
  }
  return offset;
}

/** Bytes of the character at an offset; 0 if there is none (The Unicode Standard, table 3-7). */
function characterSize(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset] ?? 0;
  if (first < 0x80) return 1;
  const second = bytes[offset + 1] ?? 0;
  const continues = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf;
  if (first >= 0xc2 && first <= 0xdf) return continues(second) ? 2 : 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const greatest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  const size = first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (size === 0 || second < least || second > greatest) return 0;
  for (let i = 2; i < size; i += 1) if (!continues(bytes[offset + i] ?? 0)) return 0;
  return size;
}
