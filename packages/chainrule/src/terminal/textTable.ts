import { textWidth } from "@chainrule/core";
import { padToWidth } from "./padToWidth.ts";
import { wrapText } from "./wrapText.ts";

/**
 * Lines of a table with its columns aligned: figures to the right, words to the left. Where it would be wider than
 * `mostColumns`, its widest column is wrapped.
 */
export function textTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  mostColumns: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const widths = titles.map((title, i) => Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i] ?? ""))));
  const widest = widths.indexOf(Math.max(...widths));
  const total = widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
  if (total > mostColumns) widths[widest] = Math.max(leastWrapped, (widths[widest] ?? 0) - (total - mostColumns));
  const sides = titles.map((_, i) => (rows.every((row) => isFigure(row[i] ?? "")) ? "start" : "end"));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, i) => padToWidth(cells[i] ?? "", width, sides[i] === "start" ? "start" : "end"))
      .join(gap)
      .trimEnd();
  const wrapped = (row: readonly string[]): string[] => {
    const cells = row.map((cell, i) => (textWidth(cell) > (widths[i] ?? 0) ? wrapText(cell, widths[i] ?? 0) : [cell]));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => line(cells.map((lines) => lines[at] ?? "")));
  };
  return [...wrapped(titles), widths.map((width) => "─".repeat(width)).join(gap), ...rows.flatMap(wrapped)];
}

const gap = "  ";
const leastWrapped = 12;

/** Whether a cell reads as a number, with a unit if need be. */
export function isFigure(cell: string): boolean {
  return cell === "" || cell === "–" || /^[−+-]?[\d.,]+(e[−+-]?\d+)?(\s?(%|×|ms|µs|s))?$/.test(cell);
}
