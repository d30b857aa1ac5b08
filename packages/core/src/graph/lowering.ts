import type { Lane, Lanes } from "./lanes.ts";
import type { Scan } from "./scan.ts";
import type { Shape } from "./shape.ts";
import type { TensorType } from "./tensor.ts";
import type { Variable } from "./variable.ts";

/** How a tensor lies over a buffer, in elements: element (i, j, …) stands at offset + i·strides[0] + j·strides[1] + …. */
export interface View {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/**
 * One rectangular piece of an assembled tensor: input `input` is written with its first element at `start`, and
 * neighbours `steps` apart along each axis (default 1; negative steps run backwards).
 */
export interface Part {
  readonly input: number;
  readonly start: readonly number[];
  readonly steps?: readonly number[];
}

/** An argument of a kernel: a number (i32), or something that the plan fills in. */
export type KernelArgument =
  | number
  | { readonly input: number }
  | "output"
  /** Bounds of the units that this thread computes. */
  | "begin"
  | "end"
  /** Address of this thread's scratch. */
  | "scratch";

/** A call of a precompiled kernel that computes `units` independent pieces of the output. */
export interface KernelCall {
  readonly kernel: string;
  readonly arguments: readonly KernelArgument[];
  readonly units: number;
  /** Threads' shares begin at multiples of this many units. */
  readonly grain: number;
  /** Scratch bytes for each thread. */
  readonly scratchBytes: number;
}

export type Reducer = "sum" | "product" | "max" | "min";

/**
 * What an op is to an engine that compiles. Engines read this and never an op's name.
 *
 * - `input`, `variable`, `constant`: where numbers come from.
 * - `elementwise`: each output element from the input elements at the same (broadcast) place.
 * - `view`: the same numbers read in another order; `undefined` when the input's strides can't express it.
 * - `reduce`: `reducer` over `axes`; the output keeps the other axes (size-1 axes may be kept or dropped, it is the same bytes).
 * - `assemble`: rectangles of the output copied from inputs, the rest filled.
 * - `scan`: a graph that is run once for each element of sequences, with values that go from turn to turn.
 * - `kernel`: a precompiled kernel; `strided` tells which inputs may come as any view (the others come row-major).
 */
export type Lowering =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "constant"; readonly values: Float64Array }
  | { readonly kind: "elementwise"; readonly lanes: (lane: Lanes, inputs: readonly Lane[]) => Lane }
  | { readonly kind: "view"; readonly view: (input: View) => View | undefined }
  | { readonly kind: "reduce"; readonly reducer: Reducer; readonly axes: readonly number[] }
  | { readonly kind: "scan"; readonly scan: Scan }
  | { readonly kind: "assemble"; readonly fill: number; readonly parts: readonly Part[] }
  | {
      readonly kind: "kernel";
      readonly strided: readonly boolean[];
      /** The output is zeroed before the call (default false). */
      readonly zeroed?: boolean;
      readonly call: (inputs: readonly View[], output: TensorType) => KernelCall;
    };
