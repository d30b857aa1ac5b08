import type { Language } from "../../errors/language.ts";
import { textWidth } from "../../spec/textWidth.ts";
import type { ExplainLog } from "../explainLog.ts";
import { figureSummaryText } from "./figureSummaryText.ts";
import { latexToText } from "./latexToText.ts";
import { explainReport } from "./report.ts";
import type { Line, Piece } from "./reportTree.ts";
import type { ViewOptions } from "./viewOptions.ts";
import { wrapText } from "./wrapText.ts";

/** What the text view takes beside {@link ViewOptions}. */
export interface TextOptions extends ViewOptions {
  /** Columns to fit into (default 100). */
  readonly width?: number;
  /** Whether to colour with terminal escapes (default false). */
  readonly color?: boolean;
}

const escapes = {
  section: "1;36",
  title: "1",
  formula: "33",
  calculation: "0",
  value: "0",
  term: "0",
  note: "2",
} as const;

/** The log for a terminal: formulas, then the same with numbers. */
export function toText(log: ExplainLog, options: TextOptions = {}): string {
  const { width = 100, color = false } = options;
  const report = explainReport(log, options);
  const paint = (text: string, style: keyof typeof escapes): string =>
    color && escapes[style] !== "0" ? `\u001b[${escapes[style]}m${text}\u001b[0m` : text;
  const lines = [paint(report.title, "title")];
  for (const section of report.sections) {
    const rule = "─".repeat(Math.max(0, Math.min(width, 60) - textWidth(section.title) - 1));
    lines.push("", paint(`${section.title} ${rule}`, "section"));
    for (const entry of section.entries) {
      lines.push(
        "",
        ...wrapText(
          entry.title
            .map((piece) => pieceText(piece, report.language))
            .join("")
            .trim(),
          width,
          "  ",
        ).map((line) => paint(line, "title")),
      );
      for (const line of entry.lines)
        lines.push(...lineTexts(line, report.language, width).map((text) => paint(text, line.role)));
    }
  }
  return `${lines.join("\n")}\n`;
}

function lineTexts(line: Line, language: Language, width: number): string[] {
  const indent = line.role === "term" ? "      " : "    ";
  let text = "";
  for (const piece of line.pieces) {
    const next = pieceText(piece, language);
    text += text === "" || text.endsWith(" ") || text.endsWith("：") || next.startsWith(" ") ? next : ` ${next}`;
  }
  return wrapText(indent + text, width, `${indent}  `);
}

/** A piece as plain text. */
function pieceText(piece: Piece, language: Language): string {
  switch (piece.kind) {
    case "words":
      return piece.text;
    case "math":
      return latexToText(piece.latex);
    case "figures":
      return figureSummaryText(piece.figures, piece.digits, language);
  }
}
