import { type Language, textWidth } from "@chainrule/core";
import type { Text } from "../texts/text.ts";
import type { Picture } from "./figure.ts";
import { element, ink, picture, textElement } from "./svg.ts";

/** Shares between two sequences: one row for each place of the first, one column for each place of the second. */
export interface WeightPanel {
  readonly title: Text;
  /** Names of the rows, from top to bottom. */
  readonly rows: readonly string[];
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Shares from 0 to 1, row-major. */
  readonly weights: ArrayLike<number>;
}

export interface WeightGridOptions {
  readonly title: Text;
  readonly subtitle?: Text;
  /** What a row stands for, and what a column does. */
  readonly axes: { readonly rows: Text; readonly columns: Text };
  readonly panels: readonly WeightPanel[];
  /** Panels side by side (default: all, at most 2). */
  readonly across?: number;
  /** Pixels along the edge of a share (default 20). */
  readonly cell?: number;
}

const edge = 24;
const panelGap = 28;
const titleHeight = 52;

const words = { none: { en: "share 0", zh: "占比 0" }, all: { en: "1", zh: "1" } } as const;

/** Where attention looks: grids of shares with the names of their rows and columns, darker for more. */
export function weightGrid(options: WeightGridOptions): Picture {
  return { title: options.title, svg: (language) => draw(options, language) };
}

function draw(options: WeightGridOptions, language: Language): string {
  const { title, subtitle, panels, axes, cell = 20 } = options;
  const across = options.across ?? Math.min(2, panels.length);
  const left = 12 + 8 * Math.max(...panels.flatMap(({ rows }) => rows.map(textWidth)));
  const size = {
    width: left + cell * Math.max(...panels.map(({ columns }) => columns.length)) + panelGap,
    height: titleHeight + cell * Math.max(...panels.map(({ rows }) => rows.length)) + panelGap,
  };
  const top = subtitle === undefined ? 84 : 102;
  const axisLine = `${axes.rows[language]} ↓  ${axes.columns[language]} →`;
  const width = Math.max(
    2 * edge + across * size.width,
    2 * edge + 9.4 * textWidth(title[language]),
    2 * edge + 7.2 * textWidth(subtitle?.[language] ?? ""),
    2 * edge + 230 + 7.2 * textWidth(axisLine),
  );
  return picture({ width, height: top + Math.ceil(panels.length / across) * size.height }, title[language], [
    textElement(title[language], { x: edge, y: 28, "font-size": 17, "font-weight": 600 }),
    ...(subtitle === undefined ? [] : [textElement(subtitle[language], { x: edge, y: 47, fill: ink.weak })]),
    element("g", { transform: `translate(${edge} ${top - 36})` }, ...key(axisLine, language)),
    ...panels.map((panel, i) => {
      const x = edge + (i % across) * size.width + left;
      const y = top + Math.floor(i / across) * size.height + titleHeight;
      return element("g", { transform: `translate(${x} ${y})` }, ...drawPanel(panel, cell, language));
    }),
  ]);
}

function drawPanel(
  { title, rows, columns, weights }: WeightPanel,
  cell: number,
  language: Language,
): readonly string[] {
  const cells = rows.flatMap((_, i) =>
    columns.flatMap((_, j) => {
      const share = weights[i * columns.length + j] ?? 0;
      if (share < 0.005) return [];
      return [element("rect", { x: j * cell, y: i * cell, width: cell, height: cell, fill: shade(share) })];
    }),
  );
  const small = cell < 18 ? { "font-size": 11 } : {};
  const box = { width: columns.length * cell, height: rows.length * cell };
  return [
    textElement(title[language], { x: 0, y: -30, "font-weight": 600, "font-size": 14 }),
    element("rect", { ...box, fill: shade(0) }),
    ...cells,
    element("rect", { ...box, fill: "none", stroke: ink.weak, "stroke-width": 0.75 }),
    ...rows.map((name, i) => textElement(name, { x: -7, y: i * cell + cell / 2 + 4, "text-anchor": "end", ...small })),
    ...columns.map((name, j) =>
      textElement(name, { x: j * cell + cell / 2, y: -7, "text-anchor": "middle", ...small }),
    ),
  ];
}

function key(axisLine: string, language: Language): readonly string[] {
  const steps = 20;
  const small = { "font-size": 12, fill: ink.weak, y: 10 };
  const from = 8 + 7 * textWidth(words.none[language]);
  return [
    textElement(words.none[language], { ...small, x: 0 }),
    ...Array.from({ length: steps }, (_, i) =>
      element("rect", { x: from + i * 5, y: 0, width: 5, height: 12, fill: shade((i + 0.5) / steps) }),
    ),
    element("rect", {
      x: from,
      y: 0,
      width: 5 * steps,
      height: 12,
      fill: "none",
      stroke: ink.weak,
      "stroke-width": 0.75,
    }),
    textElement(words.all[language], { ...small, x: from + 5 * steps + 6 }),
    textElement(axisLine, { ...small, x: from + 5 * steps + 32 }),
  ];
}

/** From near white to dark blue, evenly. */
function shade(share: number): string {
  const strength = Math.min(1, Math.max(0, share));
  const mix = (start: number, end: number): string =>
    Math.round(start + (end - start) * strength)
      .toString(16)
      .padStart(2, "0");
  return `#${mix(0xf3, 0x06)}${mix(0xf6, 0x3b)}${mix(0xf9, 0x86)}`;
}
