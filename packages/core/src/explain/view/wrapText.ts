import { textWidth } from "../../spec/textWidth.ts";

/** Lines of at most `width` columns, broken at spaces and between wide characters; further lines begin with `indent`. */
export function wrapText(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/\s*[^\s\u2e80-\uffef]+|\s*[\u2e80-\uffef]|\s+$/gu) ?? [text]) {
    if (line.trim() !== "" && textWidth(line + piece) > width) {
      lines.push(line);
      line = indent + piece.trimStart();
    } else {
      line += piece;
    }
  }
  lines.push(line);
  return lines;
}
