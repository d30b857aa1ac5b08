import { sameShape } from "../../../graph/shape.ts";
import type { Fusion } from "./fusion.ts";
import { isWhole } from "./placement.ts";
import type { PlanNode } from "./planNode.ts";
import type { AssembleUnit, Unit } from "./unit.ts";

/** A part of an assembled node that the loop which computes it writes there itself. */
export interface Inlay {
  readonly unit: AssembleUnit;
  /** Index of the part. */
  readonly part: number;
}

/** Parts of assembled nodes that are written by the loops that compute them, instead of being copied, by what is computed. */
export function inlaysOf(units: readonly Unit[], fusion: Fusion): ReadonlyMap<PlanNode, readonly Inlay[]> {
  const inlays = new Map<PlanNode, Inlay[]>();
  for (const unit of units) {
    if (unit.kind !== "assemble" || unit.node.lowering.kind !== "assemble") continue;
    const { node } = unit;
    unit.node.lowering.parts.forEach(({ input }, part) => {
      const placed = fusion.inputOf(node, input);
      const maker = fusion.unitOf.get(placed.base);
      if (maker?.kind !== "loop" || !maker.members.includes(placed.base)) return;
      if (!isWhole(placed) || !sameShape(placed.view.shape, maker.shape)) return;
      inlays.set(placed.base, [...(inlays.get(placed.base) ?? []), { unit, part }]);
    });
  }
  return inlays;
}

/** Whether a part is written by a loop. */
export function isInlaid(
  inlays: ReadonlyMap<PlanNode, readonly Inlay[]>,
  base: PlanNode,
  unit: AssembleUnit,
  part: number,
): boolean {
  return inlays.get(base)?.some((inlay) => inlay.unit === unit && inlay.part === part) ?? false;
}
