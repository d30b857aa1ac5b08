/** Grey pictures as lines of half blocks: two pixels a character, so that they keep their proportions. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Brightness from 0 to 1, row-major. */
  readonly pixels: ArrayLike<number>;
}

const levels = " ░▒▓█";

/**
 * The lines of a picture.
 *
 * With escapes each character has the grey of its two pixels (256-colour palette); without, one of five blocks shows
 * their mean.
 */
export function halfBlockLines(picture: GreyPicture, withEscapes: boolean): readonly string[] {
  const { width, height, pixels } = picture;
  const at = (row: number, column: number): number =>
    row < height ? Math.min(1, Math.max(0, pixels[row * width + column] ?? 0)) : 0;
  const lines: string[] = [];
  for (let row = 0; row < height; row += 2) {
    let line = "";
    for (let column = 0; column < width; column += 1) {
      const upper = at(row, column);
      const lower = at(row + 1, column);
      if (withEscapes) line += `\u001b[38;5;${greyCode(upper)};48;5;${greyCode(lower)}m▀`;
      else line += levels[Math.round(((upper + lower) / 2) * (levels.length - 1))] ?? " ";
    }
    lines.push(withEscapes ? `${line}\u001b[0m` : line);
  }
  return lines;
}

/** Codes 232 to 255 of the 256-colour palette are greys. */
function greyCode(brightness: number): number {
  return 232 + Math.round(brightness * 23);
}
