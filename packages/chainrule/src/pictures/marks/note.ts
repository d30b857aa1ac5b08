import type { Text } from "../../texts/text.ts";
import type { Mark } from "../figure.ts";
import { element, ink, textElement } from "../svg.ts";
import type { Point } from "./dots.ts";

/** Words beside a point, with a white rim so that lines under them do not disturb. */
export function note(
  at: Point,
  text: Text | string,
  options: {
    readonly dx?: number;
    readonly dy?: number;
    readonly anchor?: "start" | "middle" | "end";
    readonly colour?: string;
  } = {},
): Mark {
  const { dx = 8, dy = -8, anchor = "start", colour = ink.strong } = options;
  return ({ x, y, language }) => {
    const words = typeof text === "string" ? text : text[language];
    const place = { x: x(at[0]) + dx, y: y(at[1]) + dy, "text-anchor": anchor, "font-size": 12 };
    const rim = { stroke: "#ffffff", "stroke-width": 3.5, "stroke-linejoin": "round", fill: "#ffffff" };
    return element("g", {}, textElement(words, { ...place, ...rim }), textElement(words, { ...place, fill: colour }));
  };
}
