import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Initializer } from "../initializers/initializer.ts";
import type { Generator } from "../random/generator.ts";
import type { Configurable } from "../spec/registry.ts";
import type { Incremental, MergeIncremental } from "./incremental.ts";

/** What flows into or out of a layer for each example: a shape without the batch axis, and a type. */
export interface ExampleType {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Shapes of the final states that go along with a recurrent layer's output: see `finalStates.ts`. */
  readonly finalStates?: readonly Shape[];
}

/** Which whole numbers an input may hold: tokens of a vocabulary. */
export interface InputRange {
  readonly min: number;
  readonly max: number;
}

/** A parameter that a layer asks for. */
export interface ParameterRequest {
  /** PyTorch's name: `weight`, `bias`. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly fanIn?: number;
  readonly fanOut?: number;
}

/** State of a layer that no optimizer touches: running statistics, counters. */
export interface StateRequest {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly initial: number;
}

/** What a layer hands from one training step to the next, row by row of the batch; zeros where an epoch begins. */
export interface CarriedState {
  /** With the layer's key before it: `0.h_l0`. */
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: Shape;
}

/** What a layer may use while it is built: places for its parameters, and random numbers of its own. */
export interface BuildContext {
  /** The layer's place, for errors: `model.layers[2]`. */
  readonly path: string;
  /** The layer's place in the names of weights: `2`, or `4.body.0` inside a residual layer. */
  readonly key: string;
  /** Makes a parameter; order of calls is order in saved files. */
  readonly parameter: (request: ParameterRequest) => Tensor;
  readonly state: (request: StateRequest) => Tensor;
  /** Lets layers that are built later use a parameter of this one: tied weights. */
  readonly offer: (kind: string, parameter: Tensor) => void;
  /** The parameter of that kind that the layer under `key` offered; without a key, the one offered last. */
  readonly offered: (kind: string, key: string | undefined) => Tensor | undefined;
  /** Asks for state that goes from batch to batch while training. */
  readonly carried: (request: CarriedState) => CarriedState;
  /** Random numbers under the model's seed that depend on the layer's key and `stream` alone. */
  readonly generator: (stream: string) => Generator;
  /** The context of a layer inside this one. */
  readonly inner: (key: string) => BuildContext;
}

/** How a layer is applied in one graph. */
export interface ApplyMode {
  readonly training: boolean;
  /** Count of training steps done before this one: a scalar i32; only in training. */
  readonly step: () => Tensor;
  /** Sets what a variable holds after the step; only in training. */
  readonly update: (variable: Tensor, value: Tensor) => void;
  /** What goes from batch to batch, [batch, …shape]; only in training. */
  readonly carried?: CarriedAccess;
}

/** Reads and sets carried state. No gradient flows into what it reads. */
export interface CarriedAccess {
  readonly read: (state: CarriedState) => Tensor;
  readonly write: (state: CarriedState, value: Tensor) => void;
}

/** A layer that knows its input's shape and has its parameters. It can be applied in any number of graphs. */
export interface BuiltLayer {
  readonly output: ExampleType;
  /** Multiply-adds for one example. */
  readonly multiplyAdds: number;
  readonly apply: (x: Tensor, mode: ApplyMode) => Tensor;
  /** Which whole numbers its input may hold, where that is less than all; data are held against it before they enter. */
  readonly inputRange?: InputRange | undefined;
  /** How it goes on by one position of a sequence; absent where every position is treated alone. */
  readonly incremental?: Incremental;
}

/** A layer as a plain value: its kind and options. It becomes concrete when a model builds it. */
export interface Layer extends Configurable {
  readonly build: (input: ExampleType, context: BuildContext) => BuiltLayer;
}

/** A layer that takes several inputs, for functional models. */
export interface MergeLayer extends Configurable {
  readonly merge: (inputs: readonly ExampleType[], context: BuildContext) => BuiltMerge;
}

export interface BuiltMerge {
  readonly output: ExampleType;
  readonly multiplyAdds: number;
  readonly apply: (inputs: readonly Tensor[], mode: ApplyMode) => Tensor;
  /** As a layer of one input has it. */
  readonly inputRange?: InputRange | undefined;
  /** How it goes on by one position of its first input; absent where it can't. */
  readonly goesOn?: MergeIncremental;
}
