import { ColumnReduction } from "./columnReduction.ts";
import { ElementwiseLoop } from "./elementwiseLoop.ts";
import { collapseAxes, type Loop } from "./loop.ts";
import type { LoopFunction } from "./loopNest.ts";
import { RowReduction } from "./rowReduction.ts";
import { SweepingReduction } from "./sweepingReduction.ts";

/** Compiles a loop. Every element, and every sum, is computed in an order that depends on the shapes alone. */
export function emitLoop(loop: Loop): LoopFunction {
  const axes = collapseAxes(loop);
  if (loop.reductions.length === 0) return new ElementwiseLoop(loop, axes).emit();
  const inner = axes[axes.length - 1];
  if (SweepingReduction.suits(axes)) return new SweepingReduction(loop, axes).emit();
  return inner?.reduced === true ? new RowReduction(loop, axes).emit() : new ColumnReduction(loop, axes).emit();
}
