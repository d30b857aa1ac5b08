import { type Language, textWidth } from "@chainrule/core";
import type { Text } from "../texts/text.ts";
import { type Axis, type AxisScale, axisScale, axisTicks, tickText } from "./axis.ts";
import { type LegendEntry, legend } from "./legend.ts";
import { element, ink, picture, textElement } from "./svg.ts";

/** Something drawn, in whichever language. */
export interface Picture {
  readonly title: Text;
  readonly svg: (language: Language) => string;
}

/** Where marks are drawn: scales from values to pixels, and the box they are clipped to. */
export interface PlotArea {
  readonly x: AxisScale;
  readonly y: AxisScale;
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly language: Language;
}

/** Something drawn within axes, as SVG. */
export type Mark = (area: PlotArea) => string;

/** Axes with marks; later marks lie above earlier ones. */
export interface Plot {
  /** Above the axes, when a figure has several. */
  readonly title?: Text;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
}

export interface FigureOptions {
  readonly title: Text;
  /** Second line, say what the numbers come from. */
  readonly subtitle?: Text;
  readonly plots: readonly Plot[];
  /** Plots side by side (default: all, at most 3). */
  readonly columns?: number;
  /** Size of one plot's box in pixels (default 560 × 300 alone, 250 × 220 among others). */
  readonly plotSize?: { readonly width: number; readonly height: number };
  readonly legend?: readonly LegendEntry[];
}

const gap = { left: 70, right: 22, titled: 30, untitled: 8, bottom: 52 } as const;

/** One or more plots under a title, with one legend for all of them between the title and the plots. */
export function figure(options: FigureOptions): Picture {
  return { title: options.title, svg: (language) => draw(options, language) };
}

function draw(options: FigureOptions, language: Language): string {
  const { plots } = options;
  const columns = options.columns ?? Math.min(3, plots.length);
  const box = options.plotSize ?? (plots.length === 1 ? { width: 560, height: 300 } : { width: 250, height: 220 });
  const above = plots.some((plot) => plot.title !== undefined) ? gap.titled : gap.untitled;
  const cell = { width: gap.left + box.width + gap.right, height: above + box.height + gap.bottom };
  const width = Math.max(columns * cell.width, titleWidth(options, language));
  const keys = legend(options.legend ?? [], { left: 24, width: width - 48, language });
  const top = options.subtitle === undefined ? 40 : 58;
  const plotsTop = top + keys.height;
  const height = plotsTop + Math.ceil(plots.length / columns) * cell.height + 6;
  const children = [
    textElement(options.title[language], { x: 24, y: 28, "font-size": 17, "font-weight": 600 }),
    ...(options.subtitle === undefined
      ? []
      : [textElement(options.subtitle[language], { x: 24, y: 47, fill: ink.weak })]),
    element("g", { transform: `translate(0 ${top})` }, ...keys.elements),
    ...plots.flatMap((plot, i) => {
      const left = (i % columns) * cell.width + gap.left;
      const boxTop = plotsTop + Math.floor(i / columns) * cell.height + above;
      const edges = { left, right: left + box.width, top: boxTop, bottom: boxTop + box.height };
      return drawPlot(plot, edges, language, `plot${i}`);
    }),
  ];
  return picture({ width, height }, options.title[language], children);
}

function titleWidth({ title, subtitle }: FigureOptions, language: Language): number {
  return 48 + Math.max(textWidth(title[language]) * 9.2, textWidth(subtitle?.[language] ?? "") * 7.2);
}

function drawPlot(plot: Plot, box: PlotArea["box"], language: Language, clipId: string): readonly string[] {
  const { left, right, top, bottom } = box;
  const x = axisScale(plot.x, [left, right]);
  const y = axisScale(plot.y, [bottom, top]);
  const xTicks = axisTicks(plot.x, x, Math.max(2, Math.floor((right - left) / 70)));
  const yTicks = axisTicks(plot.y, y, Math.max(2, Math.floor((bottom - top) / 42)));
  const small = { fill: ink.weak, "font-size": 12 };
  const area = { x, y, box, language };
  return [
    element(
      "clipPath",
      { id: clipId },
      element("rect", { x: left, y: top, width: right - left, height: bottom - top }),
    ),
    ...(plot.title === undefined
      ? []
      : [textElement(plot.title[language], { x: left, y: top - 10, "font-weight": 600, "font-size": 14 })]),
    ...yTicks.map((tick) => element("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: ink.line })),
    ...xTicks.map((tick) =>
      element("line", { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, stroke: ink.weak }),
    ),
    element("g", { "clip-path": `url(#${clipId})` }, ...plot.marks.map((mark) => mark(area))),
    ...yTicks.map((tick) =>
      textElement((plot.y.tickText ?? tickText)(tick), { x: left - 7, y: y(tick) + 4, "text-anchor": "end", ...small }),
    ),
    ...xTicks.map((tick) =>
      textElement((plot.x.tickText ?? tickText)(tick), {
        x: x(tick),
        y: bottom + 18,
        "text-anchor": "middle",
        ...small,
      }),
    ),
    element("rect", { x: left, y: top, width: right - left, height: bottom - top, fill: "none", stroke: ink.weak }),
    textElement(plot.x.label[language], { x: (left + right) / 2, y: bottom + 38, "text-anchor": "middle" }),
    textElement(plot.y.label[language], {
      transform: `translate(${left - 52} ${(top + bottom) / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }),
  ];
}
