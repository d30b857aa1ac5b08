import type { Reducer } from "../../../graph/lowering.ts";
import type { Move } from "../plan/planBuffer.ts";
import type { LaneGraph, LaneNode } from "./laneGraph.ts";

/** An array that a loop reads or writes: where its first element stands, and the steps in elements along each axis. */
export interface Access {
  readonly address: number;
  readonly strides: readonly number[];
  /** How it moves with the turns of the scans around the loop. */
  readonly moves?: readonly Move[];
}

/** A value that the loop stores at every place it visits. */
export interface LoopOutput extends Access {
  readonly lane: LaneNode;
}

/** A value that the loop reduces over the reduced axes; its strides along those axes are 0. */
export interface LoopReduction extends Access {
  readonly lane: LaneNode;
  readonly reducer: Reducer;
}

/** A loop nest over `shape` that computes the expressions of `graph` at every place. */
export interface Loop {
  readonly shape: readonly number[];
  /** For each axis, whether reductions sum over it. */
  readonly reduced: readonly boolean[];
  readonly graph: LaneGraph;
  readonly operands: readonly Access[];
  readonly outputs: readonly LoopOutput[];
  readonly reductions: readonly LoopReduction[];
  /** How many scans it stands in: it is given the turn of each. */
  readonly depth: number;
}

/** An axis after neighbours that lie contiguously for every access have been merged. */
export interface LoopAxis {
  readonly size: number;
  readonly reduced: boolean;
  /** Steps in elements: operands, then outputs, then reductions, then the running index. */
  readonly strides: readonly number[];
}

/** The loop's axes, as few as serve: axes of size 1 dropped, contiguous neighbours of one kind merged. */
export function collapseAxes(loop: Loop): LoopAxis[] {
  const accesses = [...loop.operands, ...loop.outputs, ...loop.reductions];
  const axes: LoopAxis[] = [];
  let indexStride = 1;
  for (let axis = loop.shape.length - 1; axis >= 0; axis -= 1) {
    const size = loop.shape[axis] ?? 1;
    const strides = [...accesses.map((access) => access.strides[axis] ?? 0), indexStride];
    indexStride *= size;
    if (size === 1) continue;
    const inner = axes[0];
    const reduced = loop.reduced[axis] ?? false;
    if (
      inner !== undefined &&
      inner.reduced === reduced &&
      strides.every((stride, access) => stride === (inner.strides[access] ?? 0) * inner.size)
    ) {
      axes[0] = { size: inner.size * size, reduced, strides: inner.strides };
    } else {
      axes.unshift({ size, reduced, strides });
    }
  }
  if (axes.length === 0) {
    const strides = [...accesses.map(() => 0), 1];
    axes.push({ size: 1, reduced: false, strides });
  }
  return axes;
}
