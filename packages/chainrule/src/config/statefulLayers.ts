import type { Json } from "@chainrule/core";

/** Whether a layer, written as a configuration does or inside of others, hands its state from batch to batch. */
export function isStateful(written: Json): boolean {
  if (typeof written !== "object" || written === null) return false;
  if (Array.isArray(written)) return written.some(isStateful);
  return Object.entries(written).some(([key, value]) => (key === "stateful" ? value === true : isStateful(value)));
}
