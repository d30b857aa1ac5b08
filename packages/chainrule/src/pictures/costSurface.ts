import type { Text } from "../texts/text.ts";
import type { Mark, Plot } from "./figure.ts";
import { contourLine, type Field, remembered, shading } from "./marks/field.ts";

/** Light to dark blue, of one hue, so that it reads in print and without colour. */
const shades = [
  "#ffffff",
  "#f2f7fb",
  "#e4eff7",
  "#d5e6f2",
  "#c5dcee",
  "#b4d2e9",
  "#a2c7e3",
  "#8fbbdc",
  "#7aaed4",
] as const;

/** A cost over two parameters as levels, with marks (paths) above it. */
export function costSurfacePlot(options: {
  readonly title?: Text;
  readonly cost: Field;
  /** Levels, rising; at most nine are shaded. */
  readonly levels: readonly number[];
  readonly x: Plot["x"];
  readonly y: Plot["y"];
  readonly marks: readonly Mark[];
}): Plot {
  const { title, levels, x, y, marks } = options;
  const cost = remembered(options.cost);
  const line = { colour: "#5b7f99", width: 0.7 } as const;
  return {
    ...(title === undefined ? {} : { title }),
    x,
    y,
    marks: [
      shading(cost, levels, (_level, i) => shades[Math.min(i + 1, shades.length - 1)] ?? shades[0]),
      ...levels.map((level) => contourLine(cost, level, line)),
      ...marks,
    ],
  };
}
