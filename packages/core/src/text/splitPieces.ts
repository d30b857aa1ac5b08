/** Longer pieces are cut, so that the beginning of a text can always be split without the rest. */
const longest = 1024;
/** Bytes that a piece may have: four a character, and a space before. */
export const longestPieceBytes: number = 4 * longest + 1;
// The pieces of GPT-2: endings of contractions; letters, digits or signs, each with a space before; spaces but the last.
const pieces = new RegExp(
  [
    "'(?:[sdmt]|ll|ve|re)",
    ` ?\\p{L}{1,${longest}}`,
    ` ?\\p{N}{1,${longest}}`,
    ` ?[^\\s\\p{L}\\p{N}]{1,${longest}}`,
    `\\s{1,${longest}}(?!\\S)`,
    `\\s{1,${longest}}`,
  ].join("|"),
  "gu",
);

/** The pieces of a text, across which bytes are never merged; together they are the text. */
export function* splitPieces(text: string): Generator<string> {
  for (const [piece] of text.matchAll(pieces)) yield piece;
}

/**
 * How much of a text is split in the same way by itself and whatever follows: all before the last two pieces, and not just
 * after spaces, which are divided by what comes after them.
 */
export function settledPieces(text: string): number {
  let beforeLast = 0;
  let latest = 0;
  let previous = "";
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    beforeLast = latest;
    if (previous.length === longest || previous.trim() !== "") latest = index;
    previous = piece;
  }
  return beforeLast;
}
