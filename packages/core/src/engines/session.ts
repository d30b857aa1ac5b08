import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Numbers with their shape, as an engine gives them: f32 as Float32Array (Float64Array from the reference engine). */
export interface TensorValue {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What is fed to inputs, by name: nested arrays, typed arrays in row-major order, or a number. */
export type Feed = number | Float32Array | Float64Array | Int32Array | Uint8Array | NestedNumbers;
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/** What is fed to every input of a step, by the name of the input. */
export type Feeds = { readonly [input: string]: Feed };

/** How a program is run. */
export interface RunOptions {
  /** How many times the step is run on the same feeds (default 1); the outputs are those of the last. */
  readonly steps?: number;
  /** Inputs that this call's feeds leave out keep what calls before gave them (default false: all must be fed). */
  readonly keepInputs?: boolean;
}

/** What a run of a program gives. */
export interface RunResult {
  readonly outputs: { readonly [name: string]: TensorValue };
  /** Steps whose updates were applied; fewer than asked when the guard was not finite. */
  readonly stepsDone: number;
}

/** A step made ready to run: planned, compiled, with its memory reserved. */
export interface Program {
  /** Bytes of memory that the plan takes for intermediate values, scratch and staged inputs (without the state). */
  readonly planBytes: number;
  run(feeds: Feeds, options?: RunOptions): RunResult;
}

/** One engine with one state; the programs compiled in it share the variables. Nothing needs to be disposed of. */
export interface Session {
  readonly engine: "wasm" | "reference";
  readonly threads: number;
  compile(step: Step): Promise<Program>;
  /** The present value of a variable (a copy). */
  read(variable: Tensor): TensorValue;
  write(variable: Tensor, values: ArrayLike<number>): void;
}

/** Which engine computes, and how. */
export interface SessionOptions {
  /** `"wasm"` (default) or `"reference"`: plain loops in f64. */
  readonly engine?: "wasm" | "reference";
  /** Threads that share each op (default: the machine's cores, at most 8; 1 where memory can't be shared). The results do not depend on it. */
  readonly threads?: number;
  /** Fused multiply-add where the machine has it: quicker, but bits may differ between machines (default false). */
  readonly fast?: boolean;
}
