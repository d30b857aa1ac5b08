import { padToWidth, textWidth } from "./textWidth.ts";

/** Lines of a table with its columns aligned: figures to the right, words to the left. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => textWidth(row[i] ?? ""))));
  const sides = columns.map((_, i) => (rows.every((row) => isFigure(row[i] ?? "")) ? "start" : "end"));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, i) => padToWidth(row[i] ?? "", width, sides[i] === "start" ? "start" : "end"))
      .join("  ")
      .trimEnd();
  return [line(columns), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)];
}

/** Whether a cell reads as a number, with a unit if need be. */
export function isFigure(cell: string): boolean {
  return cell === "" || cell === "–" || /^[−+-]?[\d.,]+(e[−+-]?\d+)?(\s?(%|×|ms|µs|s))?$/.test(cell);
}
