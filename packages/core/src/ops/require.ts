import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { TensorType } from "../graph/tensor.ts";

/** Refuses a tensor whose element type is none of those listed. */
export function requireType(op: string, x: TensorType, ...allowed: readonly DType[]): void {
  if (allowed.includes(x.dtype)) return;
  throw new ChainruleError("graph.type", {
    op,
    expected: allowed.join(" / "),
    received: x.dtype,
    path: currentScope(),
  });
}

/** Refuses a tensor with another number of axes; `orMore` allows more. */
export function requireRank(op: string, x: TensorType, rank: number, orMore: boolean = false): void {
  if (x.shape.length === rank || (orMore && x.shape.length > rank)) return;
  const expected = orMore ? `≥ ${rank}` : String(rank);
  throw new ChainruleError("graph.rank", { op, expected, received: formatShape(x.shape), path: currentScope() });
}

/** Refuses sizes that are no whole numbers of at least `least`. */
export function requireWhole(op: string, name: string, values: readonly number[], least: number): void {
  if (values.every((value) => Number.isInteger(value) && value >= least)) return;
  const received = values.length === 1 ? String(values[0]) : formatShape(values);
  throw new ChainruleError("graph.wholeNumber", { op, name, least, received, path: currentScope() });
}

/** Refuses a tensor that has not the shape `expected`. */
export function requireShape(op: string, x: TensorType, expected: Shape): void {
  if (x.shape.length === expected.length && expected.every((size, axis) => size === x.shape[axis])) return;
  throw new ChainruleError("graph.mustHaveShape", {
    op,
    expected: formatShape(expected),
    received: formatShape(x.shape),
    path: currentScope(),
  });
}
