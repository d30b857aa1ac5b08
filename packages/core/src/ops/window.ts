import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { requireWhole } from "./require.ts";

/** A number for both axes of an image, or `[vertical, horizontal]`. */
export type Pair = number | readonly [number, number];

/** Rows and columns added around an image: one number, `[vertical, horizontal]`, or each side by itself. */
export type Padding =
  | Pair
  | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** Rows and columns added around an image. */
export type Sides = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** Both entries of a pair, whole numbers of at least `least`. */
export function resolvePair(op: string, name: string, pair: Pair, least: number): readonly [number, number] {
  const [vertical, horizontal] = typeof pair === "number" ? [pair, pair] : pair;
  requireWhole(op, name, [vertical, horizontal], least);
  return [vertical, horizontal];
}

/** The padding on each side. */
export function resolvePadding(op: string, padding: Padding): Sides {
  if (typeof padding === "number" || "length" in padding) {
    const [vertical, horizontal] = resolvePair(op, "padding", padding, 0);
    return { top: vertical, bottom: vertical, left: horizontal, right: horizontal };
  }
  const { top, bottom, left, right } = padding;
  requireWhole(op, "padding", [top, bottom, left, right], 0);
  return { top, bottom, left, right };
}

/** How many places a window of `span` finds along a padded axis: ⌊(size + before + after − span) / stride⌋ + 1. */
export function windowPlaces(
  op: string,
  size: number,
  before: number,
  after: number,
  span: number,
  stride: number,
): number {
  const room = size + before + after - span;
  if (room < 0) {
    throw new ChainruleError("graph.window", {
      op,
      window: String(span),
      received: `${size}${before + after > 0 ? ` + ${before + after}` : ""}`,
      path: currentScope(),
    });
  }
  return Math.floor(room / stride) + 1;
}
