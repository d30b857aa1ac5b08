import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxes } from "./axes.ts";
import { reshape } from "./reshape.ts";

/**
 * The tensor without axes of size 1.
 *
 * @param x - any type and shape
 * @param axes - axes to drop, negative ones counted from the back (default: all of size 1)
 * @throws ChainruleError if an axis named has another size
 * @example
 * const vector = squeeze(input("x", [3, 1])); // [3]
 */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const named = axes === undefined ? undefined : resolveAxes("squeeze", axes, x.shape.length);
  for (const axis of named ?? []) {
    if (x.shape[axis] === 1) continue;
    throw new ChainruleError("graph.squeezedAxis", {
      op: "squeeze",
      axis,
      received: formatShape(x.shape),
      path: currentScope(),
    });
  }
  return reshape(
    x,
    x.shape.filter((size, axis) => (named === undefined ? size !== 1 : !named.includes(axis))),
  );
}
