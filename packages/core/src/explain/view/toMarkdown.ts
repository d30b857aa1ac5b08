import type { ExplainLog } from "../explainLog.ts";
import { explainReport } from "./report.ts";
import type { Line, Piece } from "./reportTree.ts";
import { summaryText } from "./summaryText.ts";
import type { ViewOptions } from "./viewOptions.ts";
import { type Words, words } from "./words.ts";

/** The log as Markdown with formulas in LaTeX. */
export function toMarkdown(log: ExplainLog, options: ViewOptions = {}): string {
  const report = explainReport(log, options);
  const own = words[report.language];
  const blocks = [`# ${report.title}`];
  for (const section of report.sections) {
    blocks.push(`## ${section.title}`);
    for (const entry of section.entries) {
      blocks.push(
        `### ${entry.title
          .map((piece) => pieceMarkdown(piece, own))
          .join("")
          .trim()}`,
      );
      blocks.push(...lineBlocks(entry.lines, own));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}

/** Formulas and calculations stand alone; terms make a list. */
function lineBlocks(lines: readonly Line[], own: Words): string[] {
  const blocks: string[] = [];
  let wasTerm = false;
  for (const line of lines) {
    const isTerm = line.role === "term";
    const text = lineMarkdown(line, own, isTerm);
    if (isTerm && wasTerm) blocks.push(`${blocks.pop() ?? ""}\n${text}`);
    else blocks.push(text);
    wasTerm = isTerm;
  }
  return blocks;
}

function lineMarkdown(line: Line, own: Words, isTerm: boolean): string {
  const isMath = line.pieces.every((piece) => piece.kind === "math");
  if (isMath && !isTerm)
    return `$$\n${line.pieces.map((piece) => (piece.kind === "math" ? piece.latex : "")).join(" ")}\n$$`;
  return `${isTerm ? "- " : ""}${line.pieces
    .map((piece) => pieceMarkdown(piece, own))
    .join(" ")
    .replace(/ +/g, " ")}`;
}

function pieceMarkdown(piece: Piece, own: Words): string {
  switch (piece.kind) {
    case "words":
      return piece.text.replace(/([\\`*_[\]<>#|])/g, "\\$1");
    case "math":
      return `$${piece.latex}$`;
    case "figures":
      return `\`${summaryText(piece.figures, piece.digits, own)}\``;
  }
}
