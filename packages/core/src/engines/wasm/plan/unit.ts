import type { View } from "../../../graph/lowering.ts";
import type { PlanBuffer } from "./planBuffer.ts";
import type { PlanNode } from "./planNode.ts";

interface UnitBase {
  readonly id: number;
  /** Units that must have finished before this one begins. */
  readonly after: Set<Unit>;
}

/** Elementwise nodes and reductions over one iteration space, in one generated loop. */
export interface LoopUnit extends UnitBase {
  readonly kind: "loop";
  readonly shape: readonly number[];
  /** Axes that its reductions sum over; empty without reductions. */
  axes: readonly number[];
  readonly members: PlanNode[];
  readonly reductions: PlanNode[];
}

/** One call of a precompiled kernel. */
export interface KernelUnit extends UnitBase {
  readonly kind: "kernel";
  readonly node: PlanNode;
}

/** A tensor put together from rectangles: each input copied to its place. */
export interface AssembleUnit extends UnitBase {
  readonly kind: "assemble";
  readonly node: PlanNode;
}

/** One value written to the whole buffer of a node, before the unit that makes the node adds to it. */
export interface FillUnit extends UnitBase {
  readonly kind: "fill";
  readonly node: PlanNode;
  readonly value: number;
}

/** A variable's new value copied to the variable (or to a waiting room, where others still need the old value). */
export interface StoreUnit extends UnitBase {
  readonly kind: "store";
  readonly from: PlanBuffer;
  readonly view: View;
  readonly to: PlanBuffer;
}

/** A graph run once for each element of sequences, with a plan of its own. */
export interface ScanUnit extends UnitBase {
  readonly kind: "scan";
  readonly node: PlanNode;
}

/** One input of a node copied into the node's buffer, at an element, before the unit that makes the node goes on from it. */
export interface PlaceUnit extends UnitBase {
  readonly kind: "place";
  readonly node: PlanNode;
  readonly input: number;
  readonly element: number;
}

/** Stops the step, before any update, if a scalar is not finite. */
export interface GuardUnit extends UnitBase {
  readonly kind: "guard";
  readonly node: PlanNode;
}

export type Unit = LoopUnit | KernelUnit | AssembleUnit | ScanUnit | PlaceUnit | FillUnit | StoreUnit | GuardUnit;

/** Whether `unit` has to wait, directly or not, for `target`. */
export function dependsOn(unit: Unit, target: Unit): boolean {
  const seen = new Set<Unit>();
  const stack: Unit[] = [...unit.after];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...next.after);
  }
  return false;
}
