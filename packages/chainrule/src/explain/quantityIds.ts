import type { ExplainLog } from "@chainrule/core";

/** A short name for each quantity of a log (`v:z` a value, `g:z` a gradient, `u:W` an update) that fits into HTML: `v7`. */
export function quantityIds(log: ExplainLog): (quantity: string) => string {
  const places = new Map(log.forward.map((record, place) => [record.name, place]));
  return (quantity) => `${quantity.slice(0, 1)}${places.get(quantity.slice(2)) ?? 0}`;
}

/** Text that stands for itself in HTML and SVG. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
