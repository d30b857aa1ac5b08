import type { Mark } from "../figure.ts";
import { element } from "../svg.ts";

/** A bar from the foot of the plot (or from 0 where it is in sight). */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** Upright bars of one width, in units of x. */
export function bars(values: readonly Bar[], width: number): Mark {
  return ({ x, y, box }) => {
    const [low = 0] = y.domain();
    const foot = low < 0 ? y(0) : box.bottom;
    return values
      .map(({ x: at, y: value, colour }) => {
        const top = Math.min(foot, y(value));
        const height = Math.abs(foot - y(value));
        return element("rect", { x: x(at - width / 2), y: top, width: x(width) - x(0), height, fill: colour });
      })
      .join("");
  };
}
