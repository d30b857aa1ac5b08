import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";

/** The setting as it is, if it is a finite number; else an error that names op and setting. */
export function finiteAttribute(op: string, name: string, value: number): number {
  if (!Number.isFinite(value)) {
    throw new ChainruleError("graph.finiteNumber", { op, name, received: String(value), path: currentScope() });
  }
  return value;
}
