import type { Mark } from "../figure.ts";
import type { Style } from "../style.ts";
import { element } from "../svg.ts";

export type Point = readonly [x: number, y: number];

/** A dot at each point, in the style's shape, with a white rim. */
export function dots(points: readonly Point[], style: Style): Mark {
  return ({ x, y }) =>
    points
      .filter((point) => point.every(Number.isFinite))
      .map(([px, py]) => dotElement(x(px), y(py), style))
      .join("");
}

/** One dot at a place in pixels. */
export function dotElement(x: number, y: number, { colour, shape = "circle", radius = 4 }: Style): string {
  const look = { fill: colour, stroke: "#ffffff", "stroke-width": radius > 5 ? 1.5 : 1 };
  const r = radius;
  if (shape === "circle") return element("circle", { cx: x, cy: y, r, ...look });
  if (shape === "square")
    return element("rect", { x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8, ...look });
  const at = (dx: number, dy: number): string => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  if (shape === "triangle")
    return element("path", { d: `M${at(0, -1.15)}L${at(1.05, 0.8)}L${at(-1.05, 0.8)}Z`, ...look });
  if (shape === "diamond")
    return element("path", { d: `M${at(0, -1.2)}L${at(1.2, 0)}L${at(0, 1.2)}L${at(-1.2, 0)}Z`, ...look });
  return element("path", {
    d: `M${at(-0.9, -0.9)}L${at(0.9, 0.9)}M${at(-0.9, 0.9)}L${at(0.9, -0.9)}`,
    stroke: colour,
    "stroke-width": 2.5,
  });
}
