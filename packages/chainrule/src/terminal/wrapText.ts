import { textWidth } from "@chainrule/core";

/** Lines of at most some columns; words stay whole, Chinese may break between any two characters but not before a stop. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    if (line !== "" && textWidth(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines;
}

/** What may not be torn: a word with the space after it, or a Chinese character with the stops that follow. */
function pieces(text: string): readonly string[] {
  return text.match(/[\p{Script=Han}][，。；：、！？）”]*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
}
