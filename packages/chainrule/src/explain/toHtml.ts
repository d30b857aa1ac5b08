import {
  type ExplainLog,
  explainReport,
  figureSummaryText,
  type Piece,
  type Report,
  type ViewOptions,
} from "@chainrule/core";
import temml from "temml";
import { pageScript, pageStyle } from "./pageAssets.ts";
import { pageWords } from "./pageWords.ts";
import { escapeXml, quantityIds } from "./quantityIds.ts";
import { toSvg } from "./toSvg.ts";

/** The log as one page that needs nothing else: the graph and all formulas in MathML, linked with each other. */
export function toHtml(log: ExplainLog, options: ViewOptions = {}): string {
  const id = quantityIds(log);
  const report = explainReport(log, { ...options, mark: (latex, quantity) => `\\class{q-${id(quantity)}}{${latex}}` });
  const { language } = report;
  const words = pageWords[language];
  const isWhole = options.why === undefined;
  const graph = isWhole
    ? `<section aria-label="${escapeXml(words.graph)}"><h2>${escapeXml(words.graph)}</h2><p class="hint">${escapeXml(words.hint)}</p><div class="graph">${toSvg(log, { language, digits: options.digits ?? 3, linked: options.node === undefined })}</div></section>`
    : "";
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-Hans" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeXml(report.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeXml(report.title)}</h1>
${graph}
${sections(report, id)}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

function sections(report: Report, id: (quantity: string) => string): string {
  const seen = new Set<string>();
  return report.sections
    .map((section) => {
      const entries = section.entries.map((entry) => {
        const quantity = id(entry.quantity);
        const anchor = seen.has(quantity) ? "" : ` id="e-${quantity}"`;
        seen.add(quantity);
        const lines = entry.lines
          .map((line) => `<div class="line ${line.role}">${pieces(line.pieces, report)}</div>`)
          .join("\n");
        return `<article class="entry q-${quantity}" data-q="${quantity}" tabindex="0"${anchor}><h3>${pieces(entry.title, report)}</h3>\n${lines}</article>`;
      });
      return `<section class="${section.id}"><h2>${escapeXml(section.title)}</h2>\n${entries.join("\n")}</section>`;
    })
    .join("\n");
}

function pieces(list: readonly Piece[], report: Report): string {
  return list.map((piece) => pieceHtml(piece, report)).join(" ");
}

function pieceHtml(piece: Piece, report: Report): string {
  switch (piece.kind) {
    case "words":
      return `<span>${escapeXml(piece.text)}</span>`;
    case "math":
      return temml.renderToString(piece.latex, { trust: true, throwOnError: true });
    case "figures":
      return `<code>${escapeXml(figureSummaryText(piece.figures, piece.digits, report.language))}</code>`;
  }
}
