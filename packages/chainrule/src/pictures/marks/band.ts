import type { Mark } from "../figure.ts";
import { element } from "../svg.ts";

/** Lower and upper end of a spread at one place. */
export type Span = readonly [x: number, lower: number, upper: number];

/** The area between two lines, light enough that lines above it stand out. */
export function band(spans: readonly Span[], colour: string): Mark {
  return ({ x, y }) => {
    const point = (px: number, py: number): string => `${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
    const there = spans.map(([px, , upper]) => point(px, upper));
    const back = [...spans].reverse().map(([px, lower]) => point(px, lower));
    return element("path", { d: `M${[...there, ...back].join("L")}Z`, fill: colour, "fill-opacity": 0.14 });
  };
}
