import { line } from "d3-shape";
import type { Mark } from "../figure.ts";
import type { Style } from "../style.ts";
import { element } from "../svg.ts";
import type { Point } from "./dots.ts";

const mostPoints = 300;

/** A line through points, thinned so that a file stays small; it breaks where a value is not finite. */
export function curve(points: readonly Point[], style: Style): Mark {
  return ({ x, y }) => {
    const { colour, dashes = "", width = 2 } = style;
    const path = line<Point>(
      ([px]) => x(px),
      ([, py]) => y(py),
    )
      .defined(([px, py]) => Number.isFinite(x(px)) && Number.isFinite(y(py)))
      .digits(1);
    return element("path", {
      d: path([...thinned(points)]) ?? "",
      fill: "none",
      stroke: colour,
      "stroke-width": width,
      "stroke-linejoin": "round",
      ...(dashes === "" ? {} : { "stroke-dasharray": dashes }),
    });
  };
}

/** A line from edge to edge at one value of y (or of x), say a threshold. */
export function rule(at: { readonly x: number } | { readonly y: number }, style: Style): Mark {
  return ({ x, y, box }) => {
    const { colour, dashes = "", width = 1.5 } = style;
    const ends =
      "x" in at
        ? { x1: x(at.x), x2: x(at.x), y1: box.top, y2: box.bottom }
        : { x1: box.left, x2: box.right, y1: y(at.y), y2: y(at.y) };
    const dash = dashes === "" ? {} : { "stroke-dasharray": dashes };
    return element("line", { ...ends, stroke: colour, "stroke-width": width, ...dash });
  };
}

/** Points that carry the form: all of a few, evenly spread ones of many, the last always. */
function thinned(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}
