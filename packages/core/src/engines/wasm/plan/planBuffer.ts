import type { DType } from "../../../graph/dtype.ts";
import type { Variable } from "../../../graph/variable.ts";

/** How an address moves with the turns of one scan: `bytes` further (or back) with each of `count` turns. */
export interface Move {
  readonly bytes: number;
  readonly count: number;
}

/** Room for a tensor's numbers. */
export interface PlanBuffer {
  readonly id: number;
  readonly elements: number;
  readonly dtype: DType;
  /**
   * - `state`: a variable, which outlives programs
   * - `feed`: an input, which keeps its numbers from one step to the next
   * - `constant`: written once
   * - `work`: an intermediate value, which shares room with others that live at other times
   */
  readonly kind: "state" | "feed" | "constant" | "work";
  readonly variable?: Variable;
  readonly values?: Float64Array;
  /** For `work`: the phases from which to which it holds its numbers. */
  firstPhase: number;
  lastPhase: number;
  /** Byte address once memory has been planned; inside scans that of the first turns. */
  address: number;
  /** How it moves with the turns of the scans around it, the outermost first; it stands still in those that are left out. */
  moves: readonly Move[];
}

export function makeBuffer(
  id: number,
  description: Pick<PlanBuffer, "elements" | "dtype" | "kind"> & Partial<Pick<PlanBuffer, "variable" | "values">>,
): PlanBuffer {
  return { id, ...description, firstPhase: Number.POSITIVE_INFINITY, lastPhase: -1, address: -1, moves: [] };
}
