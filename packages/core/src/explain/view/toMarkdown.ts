import type { Language } from "../../errors/language.ts";
import type { ExplainLog } from "../explainLog.ts";
import { figureSummaryText } from "./figureSummaryText.ts";
import { explainReport } from "./report.ts";
import type { Line, Piece } from "./reportTree.ts";
import type { ViewOptions } from "./viewOptions.ts";

/** The log as Markdown with formulas in LaTeX. */
export function toMarkdown(log: ExplainLog, options: ViewOptions = {}): string {
  const report = explainReport(log, options);
  const blocks = [`# ${report.title}`];
  for (const section of report.sections) {
    blocks.push(`## ${section.title}`);
    for (const entry of section.entries) {
      blocks.push(
        `### ${entry.title
          .map((piece) => pieceMarkdown(piece, report.language))
          .join("")
          .trim()}`,
      );
      blocks.push(...lineBlocks(entry.lines, report.language));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}

/** Formulas and calculations stand alone; terms make a list. */
function lineBlocks(lines: readonly Line[], language: Language): string[] {
  const blocks: string[] = [];
  let wasTerm = false;
  for (const line of lines) {
    const isTerm = line.role === "term";
    const text = lineMarkdown(line, language, isTerm);
    if (isTerm && wasTerm) blocks.push(`${blocks.pop() ?? ""}\n${text}`);
    else blocks.push(text);
    wasTerm = isTerm;
  }
  return blocks;
}

function lineMarkdown(line: Line, language: Language, isTerm: boolean): string {
  const isMath = line.pieces.every((piece) => piece.kind === "math");
  if (isMath && !isTerm)
    return `$$\n${line.pieces.map((piece) => (piece.kind === "math" ? piece.latex : "")).join(" ")}\n$$`;
  return `${isTerm ? "- " : ""}${line.pieces
    .map((piece) => pieceMarkdown(piece, language))
    .join(" ")
    .replace(/ +/g, " ")}`;
}

function pieceMarkdown(piece: Piece, language: Language): string {
  switch (piece.kind) {
    case "words":
      return piece.text.replace(/([\\`*_[\]<>#|])/g, "\\$1");
    case "math":
      return `$${piece.latex}$`;
    case "figures":
      return `\`${figureSummaryText(piece.figures, piece.digits, language)}\``;
  }
}
