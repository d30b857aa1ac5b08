import type { Text } from "../texts/text.ts";
import type { Mark, Plot } from "./figure.ts";
import type { LegendEntry } from "./legend.ts";
import { dots, type Point } from "./marks/dots.ts";
import { contourLine, type Field, remembered, shading } from "./marks/field.ts";
import { classStyles } from "./style.ts";
import { ink } from "./svg.ts";

/** An example in the plane with its class. */
export interface ClassedPoint {
  readonly at: Point;
  readonly label: 0 | 1;
}

/** Examples as columns, X of shape [2, m] with classes Y of shape [1, m], as points. */
export function columnPoints(
  x: readonly (readonly number[])[],
  y: readonly (readonly number[])[],
): readonly ClassedPoint[] {
  const [first = [], second = []] = x;
  return first.map((x1, i) => ({ at: [x1, second[i] ?? Number.NaN], label: (y[0]?.[i] ?? 0) > 0.5 ? 1 : 0 }));
}

export interface BoundaryOptions {
  readonly title?: Text;
  /** What the network says of each place: the probability of class 1. */
  readonly probability: Field;
  readonly points: readonly ClassedPoint[];
  /** As a line where the probability is 0.5 alone, or with the probability as shades behind it. */
  readonly look: "line" | "shaded";
  readonly domain?: readonly [number, number];
  readonly range?: readonly [number, number];
  /** Names of the axes (default x₁, x₂). */
  readonly axes?: readonly [Text, Text];
  /** Radius of the examples' dots (default 7). */
  readonly radius?: number;
  /** Drawn above the shades, below the examples. */
  readonly marks?: readonly Mark[];
}

const both = (text: string): Text => ({ en: text, zh: text });
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
/** From the blue of class 0 to the orange of class 1; the orange is darker, so that print without colour tells them apart. */
const shades = [
  "#c6dff0",
  "#d3e6f4",
  "#dfedf7",
  "#ebf4fa",
  "#f6fafd",
  "#fdeee4",
  "#f8d9c3",
  "#f1c1a0",
  "#e9a97e",
  "#e0915f",
] as const;

const boundaryStyle = { colour: ink.strong, width: 2 } as const;

/** Two classes in the plane, and where a network draws the line between them. */
export function boundaryPlot(options: BoundaryOptions): Plot {
  const { title, points, look, domain = [-0.5, 1.5], range = domain, marks = [], radius = 7 } = options;
  const probability = remembered(options.probability);
  const [x, y] = options.axes ?? [both("x₁"), both("x₂")];
  const shade = shading(probability, levels, (_level, index) => shades[index + 1] ?? shades[0]);
  const ofClass = (label: 0 | 1): Point[] => points.filter((point) => point.label === label).map((point) => point.at);
  return {
    ...(title === undefined ? {} : { title }),
    x: { label: x, domain },
    y: { label: y, domain: range },
    marks: [
      ...(look === "shaded" ? [shade] : []),
      contourLine(probability, 0.5, boundaryStyle),
      ...marks,
      dots(ofClass(0), { ...classStyles[0], radius }),
      dots(ofClass(1), { ...classStyles[1], radius }),
    ],
  };
}

/** What dots, line and shades of {@link boundaryPlot} stand for. */
export function boundaryLegend(look: "line" | "shaded" = "shaded"): readonly LegendEntry[] {
  return [
    { label: both("y = 0"), kind: "dot", style: classStyles[0] },
    { label: both("y = 1"), kind: "dot", style: classStyles[1] },
    { label: { en: "boundary, ŷ = 0.5", zh: "决策边界，ŷ = 0.5" }, kind: "line", style: boundaryStyle },
    ...(look === "line"
      ? []
      : ([
          { label: both("ŷ < 0.1"), kind: "area", style: { colour: shades[0] } },
          { label: both("ŷ > 0.9"), kind: "area", style: { colour: shades[9] } },
        ] as const)),
  ];
}
