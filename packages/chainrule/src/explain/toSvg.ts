import type { ExplainLog, Language } from "@chainrule/core";
import { layoutGraph, type PlacedEdge, type PlacedNode } from "./graphLayout.ts";
import { pageWords } from "./pageWords.ts";
import { escapeXml, quantityIds } from "./quantityIds.ts";

/** What the drawing takes. */
export interface SvgOptions {
  readonly language?: Language;
  readonly digits?: number | "full";
  /** Make every node a link to its entry on a page (default false). */
  readonly linked?: boolean;
}

const fills: Readonly<Record<PlacedNode["kind"], string>> = {
  input: "#e3eefa",
  parameter: "#fdeed3",
  state: "#eee8f5",
  op: "#ffffff",
  cost: "#e4f2de",
};
const lineHeight = 14;

/** The computational graph as SVG: values above each edge in blue, gradients below it in orange. */
export function toSvg(log: ExplainLog, options: SvgOptions = {}): string {
  const { language = "en", digits = 3, linked = false } = options;
  const { nodes, edges, width, height } = layoutGraph(log, digits);
  const words = pageWords[language];
  const id = quantityIds(log);
  const legendHeight = 30;
  return [
    `<svg class="cg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height + legendHeight)}" width="${round(width)}" height="${round(height + legendHeight)}" role="img" aria-label="${escapeXml(words.graph)}">`,
    `<style>${style}</style>`,
    `<rect class="page" width="100%" height="100%"/>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>`,
    ...edges.map((edge) => drawEdge(edge, id)),
    ...nodes.map((node) => drawNode(node, id, linked)),
    `<g transform="translate(16 ${round(height + 14)})"><text class="value">${escapeXml(words.valueAbove)}</text><text class="gradient" x="${round(textWidthOf(words.valueAbove) + 28)}">${escapeXml(words.gradientBelow)}</text></g>`,
    "</svg>",
    "",
  ].join("\n");
}

const style = [
  ".cg text{font:12px 'DejaVu Sans','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif;fill:#1a1a1a}",
  ".cg .page{fill:#fff}",
  ".cg .node rect{stroke:#555;stroke-width:1.2}",
  ".cg .node .symbol{font:italic 16px 'DejaVu Serif','STIX Two Text',Georgia,serif;text-anchor:middle}",
  ".cg .node .formula{font:11px 'DejaVu Sans Mono',ui-monospace,monospace;fill:#444;text-anchor:middle}",
  ".cg .edge path{fill:none;stroke:#777;stroke-width:1.2}",
  ".cg .value,.cg .gradient{font:11px 'DejaVu Sans Mono','Noto Sans CJK SC',ui-monospace,monospace;white-space:pre}",
  ".cg .value{fill:#0b5394}.cg .gradient{fill:#a23b00}",
  ".cg .edge text{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}",
].join("");

function drawNode(
  { name, kind, symbol, formula, x, y, width, height }: PlacedNode,
  id: (quantity: string) => string,
  linked: boolean,
): string {
  const value = id(`v:${name}`);
  const body = [
    `<title>${escapeXml(name)}</title>`,
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${kind === "op" || kind === "cost" ? 6 : 16}" fill="${fills[kind]}"/>`,
    `<text class="symbol" x="${round(x)}" y="${round(formula === undefined ? y + 5 : y - 2)}">${escapeXml(symbol)}</text>`,
    ...(formula === undefined
      ? []
      : [`<text class="formula" x="${round(x)}" y="${round(y + 15)}">${escapeXml(formula)}</text>`]),
  ].join("");
  const group = `<g class="node q-${value}" data-q="${value}">${body}</g>`;
  return linked ? `<a href="#e-${value}" aria-label="${escapeXml(name)}">${group}</a>` : group;
}

function drawEdge(
  { from, points, value, gradient, labelX, labelY, labelWidth }: PlacedEdge,
  id: (quantity: string) => string,
): string {
  const path = smooth(throughLabel(points, labelX, labelY, labelWidth));
  const above = value.map((line, row) =>
    text("value", line, labelX, labelY - 5 - (value.length - 1 - row) * lineHeight),
  );
  const below = gradient.map((line, row) => text("gradient", line, labelX, labelY + 14 + row * lineHeight));
  const values = `<g class="q-${id(`v:${from}`)}" data-q="${id(`v:${from}`)}">${above.join("")}</g>`;
  const gradients =
    below.length === 0 ? "" : `<g class="q-${id(`g:${from}`)}" data-q="${id(`g:${from}`)}">${below.join("")}</g>`;
  return `<g class="edge"><path d="${path}" marker-end="url(#arrow)"/>${values}${gradients}</g>`;
}

/** The edge's points, running level along the label so that it crosses no number. */
function throughLabel(points: PlacedEdge["points"], x: number, y: number, width: number): PlacedEdge["points"] {
  const before = points.filter((point) => point.x < x - width / 2);
  const after = points.filter((point) => point.x > x + width / 2);
  return [...before, { x: x - width / 2, y }, { x: x + width / 2, y }, ...after];
}

/** Curves that leave and reach every point level. */
function smooth([first, ...rest]: PlacedEdge["points"]): string {
  if (first === undefined) return "";
  let last = first;
  const curves = rest.map((point) => {
    const middle = round((last.x + point.x) / 2);
    const curve = ` C${middle} ${round(last.y)} ${middle} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
    last = point;
    return curve;
  });
  return `M${round(first.x)} ${round(first.y)}${curves.join("")}`;
}

function text(kind: string, line: string, x: number, y: number): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}">${escapeXml(line)}</text>`;
}

function textWidthOf(line: string): number {
  let width = 0;
  for (const character of line) width += character > "\u2e80" ? 11.5 : 6.8;
  return width;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
