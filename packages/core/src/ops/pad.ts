import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { embed } from "./embed.ts";
import { requireWhole } from "./require.ts";

/**
 * The tensor with a border of one value.
 *
 * @param x - any type and shape
 * @param widths - `[before, after]` for each axis
 * @param value - what the border holds (default 0)
 * @throws ChainruleError if there is not one pair for each axis, or a width is negative
 * @example
 * const framed = pad(input("x", [2, 2]), [[1, 1], [0, 2]]); // [4, 4]
 */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value: number = 0): Tensor {
  const rank = x.shape.length;
  if (widths.length !== rank) {
    const received = `[${widths.map(([before, after]) => `[${before}, ${after}]`).join(", ")}]`;
    throw new ChainruleError("graph.onePerAxis", { op: "pad", name: "widths", rank, received, path: currentScope() });
  }
  requireWhole("pad", "widths", widths.flat(), 0);
  const shape = x.shape.map((size, axis) => {
    const [before, after] = widths[axis] ?? [0, 0];
    return before + size + after;
  });
  return embed(x, { shape, starts: widths.map(([before]) => before), fill: value });
}
