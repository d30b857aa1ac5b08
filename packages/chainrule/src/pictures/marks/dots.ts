import type { Mark } from "../figure.ts";
import type { Style } from "../style.ts";
import { type Attributes, element } from "../svg.ts";

export type Point = readonly [x: number, y: number];

/** A dot at each point, in the style's shape, with a white rim. */
export function dots(points: readonly Point[], style: Style): Mark {
  return ({ x, y }) =>
    element(
      "g",
      lookOf(style),
      ...points.filter((point) => point.every(Number.isFinite)).map(([px, py]) => shapeAt(x(px), y(py), style)),
    );
}

/** One dot at a place in pixels. */
export function dotElement(x: number, y: number, style: Style): string {
  return element("g", lookOf(style), shapeAt(x, y, style));
}

function lookOf({ colour, shape, radius = 4 }: Style): Attributes {
  if (shape === "cross") return { stroke: colour, "stroke-width": 2.5 };
  return { fill: colour, stroke: "#ffffff", "stroke-width": radius > 5 ? 1.5 : 1 };
}

/** The outline alone; {@link lookOf} gives colours to a whole group. */
function shapeAt(x: number, y: number, { shape = "circle", radius: r = 4 }: Style): string {
  if (shape === "circle") return element("circle", { cx: x, cy: y, r });
  const at = (dx: number, dy: number): string => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  const d = {
    square: `M${at(-0.9, -0.9)}H${(x + 0.9 * r).toFixed(1)}V${(y + 0.9 * r).toFixed(1)}H${(x - 0.9 * r).toFixed(1)}Z`,
    triangle: `M${at(0, -1.15)}L${at(1.05, 0.8)}L${at(-1.05, 0.8)}Z`,
    diamond: `M${at(0, -1.2)}L${at(1.2, 0)}L${at(0, 1.2)}L${at(-1.2, 0)}Z`,
    cross: `M${at(-0.9, -0.9)}L${at(0.9, 0.9)}M${at(-0.9, 0.9)}L${at(0.9, -0.9)}`,
  };
  return element("path", { d: d[shape] });
}
