/** Columns that a text takes in a terminal: East Asian wide characters take two, marks that combine take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character.codePointAt(0) ?? 0);
  return width;
}

/** The longest beginning of a text that fits into some columns. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let cut = "";
  for (const character of text) {
    width += characterWidth(character.codePointAt(0) ?? 0);
    if (width > columns) break;
    cut += character;
  }
  return cut;
}

/** A text filled with spaces to some columns, before it (numbers) or after it. */
export function padToWidth(text: string, columns: number, side: "start" | "end" = "end"): string {
  const fill = " ".repeat(Math.max(0, columns - textWidth(text)));
  return side === "start" ? fill + text : text + fill;
}

/** Ranges of wide characters, from Unicode's EastAsianWidth (W and F), those that texts here can hold. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function characterWidth(codePoint: number): number {
  if (codePoint >= 0x300 && codePoint <= 0x36f) return 0;
  return wideRanges.some(([first, last]) => codePoint >= first && codePoint <= last) ? 2 : 1;
}
