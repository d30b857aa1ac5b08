// Scripts that are written without spaces: each character is a word.
const alone = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}";
const letter = `(?:(?![${alone}])[\\p{L}\\p{M}\\p{N}])`;
/** Longer words are cut, so that the beginning of a text can always be split without the rest. */
const longest = 256;
const pieces = new RegExp(`[${alone}]|${letter}{1,${longest}}(?:['’]${letter}{1,${longest}}){0,8}|\\S`, "gu");
const sign = /^[^\p{L}\p{M}\p{N}]/u;
const withoutSpace = new RegExp(`^[${alone}]|^[.,;:!?…)\\]}»”’%、。，；：！？）】》]`, "u");
const withoutSpaceAfter = new RegExp(`[${alone}]$|[(\\[{«“‘（【《、。，；：！？）】》]$`, "u");

/** A word or sign, and where it stands in the text. */
export interface WordPiece {
  readonly text: string;
  readonly position: number;
  readonly isSign: boolean;
}

/** The words of a text (letters and digits, with apostrophes inside; characters of scripts without spaces) and its signs. */
export function* splitWords(text: string): Generator<WordPiece> {
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    yield { text: piece, position: index, isSign: sign.test(piece) };
  }
}

/** How much of a text is split in the same way whatever follows: all before the last two pieces, or all before a space. */
export function settledWords(text: string): number {
  let beforeLast = 0;
  let last = 0;
  let end = 0;
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    beforeLast = end === 0 ? index : last;
    last = index;
    end = index + piece.length;
  }
  return end < text.length ? text.length : beforeLast;
}

/** Words and signs as one text, with spaces where English has them. */
export function joinWords(words: Iterable<string>): string {
  let text = "";
  for (const word of words) {
    const needsSpace = text !== "" && !withoutSpace.test(word) && !withoutSpaceAfter.test(text);
    text += needsSpace ? ` ${word}` : word;
  }
  return text;
}
