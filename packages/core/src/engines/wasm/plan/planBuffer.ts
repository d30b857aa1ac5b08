import type { DType } from "../../../graph/dtype.ts";
import type { Variable } from "../../../graph/variable.ts";

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
  /** Byte address once memory has been planned. */
  address: number;
}

export function makeBuffer(
  id: number,
  description: Pick<PlanBuffer, "elements" | "dtype" | "kind"> & Partial<Pick<PlanBuffer, "variable" | "values">>,
): PlanBuffer {
  return { id, ...description, firstPhase: Number.POSITIVE_INFINITY, lastPhase: -1, address: -1 };
}
