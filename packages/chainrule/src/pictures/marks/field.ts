import { contours } from "d3-contour";
import type { Mark, PlotArea } from "../figure.ts";
import type { Style } from "../style.ts";
import { element } from "../svg.ts";

/** A number for every place of a plot. */
export type Field = (x: number, y: number) => number;

/** The same field, with every place computed once: shades and lines of one plot ask for the same places. */
export function remembered(field: Field): Field {
  const known = new Map<string, number>();
  return (x, y) => {
    const key = `${x} ${y}`;
    const value = known.get(key) ?? field(x, y);
    known.set(key, value);
    return value;
  };
}

const cells = 72;

/** Areas between levels in the colours of a scale; `colourOf` gives the colour of what lies above a level. */
export function shading(
  field: Field,
  levels: readonly number[],
  colourOf: (level: number, index: number) => string,
): Mark {
  return (area) => {
    const { box } = area;
    const grid = sample(field, area);
    const ground = element("rect", {
      x: box.left,
      y: box.top,
      width: box.right - box.left,
      height: box.bottom - box.top,
      fill: colourOf(Number.NEGATIVE_INFINITY, -1),
    });
    const areas = levels.map((level, i) =>
      element("path", { d: contourPath(grid, level, area), fill: colourOf(level, i), "fill-rule": "evenodd" }),
    );
    return [ground, ...areas].join("");
  };
}

/** The line along which a field has one value. */
export function contourLine(field: Field, level: number, style: Style): Mark {
  return (area) => {
    const { colour, dashes = "", width = 2 } = style;
    return element("path", {
      d: contourPath(sample(field, area), level, area),
      fill: "none",
      stroke: colour,
      "stroke-width": width,
      ...(dashes === "" ? {} : { "stroke-dasharray": dashes }),
    });
  };
}

/** The field at the centres of cells that reach a little beyond the box, so that no contour closes inside it. */
function sample(field: Field, { x, y, box }: PlotArea): number[] {
  const values: number[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      values.push(field(x.invert(along(box.left, box.right, column)), y.invert(along(box.top, box.bottom, row))));
    }
  }
  return values;
}

/** Pixel of the centre of a cell: the first and last lie on the box's edges. */
function along(from: number, to: number, index: number): number {
  return from + ((to - from) * index) / (cells - 1);
}

function contourPath(values: number[], level: number, { box }: PlotArea): string {
  const { coordinates } = contours().size([cells, cells]).contour(values, level);
  const pixel = ([gx = 0, gy = 0]: readonly number[]): Pixel => [
    along(box.left, box.right, gx - 0.5),
    along(box.top, box.bottom, gy - 0.5),
  ];
  const path = (ring: readonly (readonly number[])[]): string => {
    const corners = withoutStraight(ring.slice(0, -1).map(pixel));
    return `M${corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
  };
  return coordinates.flatMap((polygon) => polygon.map(path)).join("");
}

type Pixel = readonly [x: number, y: number];

/** A ring without the points that lie on the straight line between the last one kept and the next. */
function withoutStraight(ring: readonly Pixel[]): readonly Pixel[] {
  const kept: Pixel[] = [];
  ring.forEach(([x, y], i) => {
    const last = kept.at(-1);
    const next = ring[i + 1];
    if (last !== undefined && next !== undefined) {
      const [dx, dy] = [next[0] - last[0], next[1] - last[1]];
      const distance = Math.abs(dx * (y - last[1]) - dy * (x - last[0])) / Math.hypot(dx, dy);
      if (distance < 0.12) return;
    }
    kept.push([x, y]);
  });
  return kept;
}
