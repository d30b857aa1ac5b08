import { dataColours } from "./svg.ts";

/** How a mark looks. Series differ in colour and in dashes or shape, so that they can be told apart without colour. */
export interface Style {
  readonly colour: string;
  /** Lengths of dashes and gaps; default a whole line. */
  readonly dashes?: string;
  /** Line width in pixels (default 2). */
  readonly width?: number;
  /** Form of dots (default circle). */
  readonly shape?: "circle" | "square" | "triangle" | "diamond" | "cross";
  /** Radius of dots in pixels (default 4). */
  readonly radius?: number;
}

const dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "12 4"] as const;
const shapes = ["circle", "square", "triangle", "diamond", "cross"] as const;

/** The look of the i-th series. */
export function seriesStyle(index: number): Style {
  return {
    colour: dataColours[index % dataColours.length] ?? dataColours[0],
    dashes: dashes[index % dashes.length] ?? "",
    shape: shapes[index % shapes.length] ?? "circle",
  };
}

/** The look of the two classes: colour and shape. */
export const classStyles: readonly [Style, Style] = [
  { colour: dataColours[0], shape: "circle", radius: 7 },
  { colour: dataColours[1], shape: "square", radius: 7 },
];
