import { textWidth } from "@chainrule/core";

/** The longest beginning of a text that fits into some columns. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let cut = "";
  for (const character of text) {
    width += textWidth(character);
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
