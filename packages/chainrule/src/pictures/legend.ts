import { type Language, textWidth } from "@chainrule/core";
import type { Text } from "../texts/text.ts";
import { dotElement } from "./marks/dots.ts";
import type { Style } from "./style.ts";
import { element, textElement } from "./svg.ts";

/** What a line, a dot or an area stands for. */
export interface LegendEntry {
  readonly label: Text;
  readonly kind: "line" | "dot" | "area";
  readonly style: Style;
}

const rowHeight = 20;

/** Entries in rows that fit the width, and their height; no entry ever lies on a plot. */
export function legend(
  entries: readonly LegendEntry[],
  place: { readonly left: number; readonly width: number; readonly language: Language },
): { readonly elements: readonly string[]; readonly height: number } {
  let x = place.left;
  let row = 0;
  const elements: string[] = [];
  for (const entry of entries) {
    const label = entry.label[place.language];
    const width = 34 + textWidth(label) * 7 + 20;
    if (x > place.left && x + width > place.left + place.width) {
      x = place.left;
      row += 1;
    }
    const y = row * rowHeight + 10;
    elements.push(swatch(entry, x, y), textElement(label, { x: x + 34, y: y + 4 }));
    x += width;
  }
  return { elements, height: entries.length === 0 ? 0 : (row + 1) * rowHeight + 6 };
}

function swatch({ kind, style }: LegendEntry, x: number, y: number): string {
  const { colour, dashes = "", width = 2 } = style;
  if (kind === "dot") return dotElement(x + 14, y, style);
  if (kind === "area") return element("rect", { x: x + 2, y: y - 6, width: 24, height: 12, fill: colour });
  return element("line", {
    x1: x,
    x2: x + 28,
    y1: y,
    y2: y,
    stroke: colour,
    "stroke-width": width,
    ...(dashes === "" ? {} : { "stroke-dasharray": dashes }),
  });
}
