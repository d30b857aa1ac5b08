import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";

/** The axis counted from the front; negative ones count from the back. */
export function resolveAxis(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ChainruleError("graph.axis", { op, axis, rank, path: currentScope() });
  }
  return axis < 0 ? axis + rank : axis;
}

/** Axes in rising order, each once; all of them where none are named. */
export function resolveAxes(op: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const listed = typeof axes === "number" ? [axes] : axes;
  const resolved = new Set(listed.map((axis) => resolveAxis(op, axis, rank)));
  if (resolved.size !== listed.length) {
    throw new ChainruleError("graph.repeatedAxis", { op, received: `[${listed.join(", ")}]`, path: currentScope() });
  }
  return [...resolved].sort((a, b) => a - b);
}
