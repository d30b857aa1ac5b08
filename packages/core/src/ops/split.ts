import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { requireWhole } from "./require.ts";
import { slice } from "./slice.ts";

/**
 * The tensor cut into parts along an axis.
 *
 * @param x - any type and shape
 * @param parts - a number of equal parts, or the size of each
 * @param axis - negative ones count from the back (default 0)
 * @throws ChainruleError if the parts do not add up to the axis's size
 * @example
 * const [inputGate, forgetGate] = split(input("gates", [32, 256]), 2, -1);
 */
export function split(x: Tensor, parts: number | readonly number[], axis: number = 0): Tensor[] {
  const along = resolveAxis("split", axis, x.shape.length);
  const size = x.shape[along] ?? 0;
  const sizes =
    typeof parts === "number" ? new Array<number>(Math.max(0, Math.floor(parts))).fill(size / parts) : parts;
  if (sizes.reduce((sum, each) => sum + each, 0) !== size || !sizes.every(Number.isInteger)) {
    const received = typeof parts === "number" ? String(parts) : `[${parts.join(", ")}]`;
    throw new ChainruleError("graph.splitSizes", { op: "split", size, received, path: currentScope() });
  }
  requireWhole("split", "parts", sizes, 0);
  let place = 0;
  return sizes.map((each) => {
    const start = place;
    place += each;
    return slice(x, {
      starts: x.shape.map((_, other) => (other === along ? start : undefined)),
      ends: x.shape.map((_, other) => (other === along ? start + each : undefined)),
    });
  });
}
