import type { Tensor } from "../graph/tensor.ts";
import type { TensorFigures } from "./figures.ts";
import type { Known } from "./subgraph.ts";
import type { Symbols } from "./symbols.ts";
import type { ViewOptions } from "./view/viewOptions.ts";
import type { WhyNumber } from "./why.ts";

/** A node of the forward pass with its value. */
export interface ForwardRecord {
  readonly name: string;
  readonly kind: "input" | "parameter" | "state" | "constant" | "op";
  readonly op: string;
  /** Names of its operands. */
  readonly inputs: readonly string[];
  readonly value: TensorFigures;
  readonly tensor: Tensor;
}

/** ∂consumer/∂input along one edge. */
export interface LocalDerivative {
  /** In LaTeX, of the operands' symbols. `G` stands for the upstream gradient where the edge maps it as a whole. */
  readonly formula: string | undefined;
  /** `"elementwise"`: `value` multiplies the upstream gradient element by element; `"jacobian"`: axes of the consumer, then of the input. */
  readonly kind: "elementwise" | "jacobian";
  /** Left out where a Jacobian would be too large to print. */
  readonly value: TensorFigures | undefined;
}

/** One edge of the backward pass: upstream gradient × local derivative = contribution. */
export interface BackwardEdge {
  /** The consumer. */
  readonly from: string;
  /** Its operand, to which the gradient flows. */
  readonly to: string;
  readonly inputIndex: number;
  readonly upstream: TensorFigures;
  readonly local: LocalDerivative;
  readonly contribution: TensorFigures;
  /** The contribution as a graph of the forward nodes and the upstream gradient. */
  readonly tensor: Tensor;
  /** The contribution from other numbers than the step's: forward values and upstream gradient by node. */
  readonly contributionOf: (known: Known) => Float64Array;
  /** The node that stands for the upstream gradient in `tensor`. */
  readonly upstreamTensor: Tensor;
}

/** One summand of a gradient. */
export interface GradientTerm {
  /** The consumer it comes from. */
  readonly from: string;
  /** The consumer's axis and place that it belongs to, where one consumer gives several; `isExample` if that axis counts examples. */
  readonly along?: { readonly axis: number; readonly index: number; readonly isExample: boolean };
  readonly value: TensorFigures;
}

/** The gradient of the cost with respect to a node, and the terms that sum to it. */
export interface Accumulation {
  readonly name: string;
  readonly value: TensorFigures;
  /** Why there are several terms: several consumers (`"fanOut"`), one consumer that sums over an axis (`"shared"`), or none. */
  readonly reason: "fanOut" | "shared" | "single";
  readonly terms: readonly GradientTerm[];
}

/** What an update did to a parameter. */
export interface ParameterUpdate {
  readonly parameter: string;
  readonly before: TensorFigures;
  readonly gradient: TensorFigures;
  readonly after: TensorFigures;
  /** The optimizer's memory beside this parameter, by its short name. */
  readonly slots: readonly { readonly name: string; readonly before: TensorFigures; readonly after: TensorFigures }[];
  /** The new value as a graph. */
  readonly tensor: Tensor;
}

/** Elements at which an op has no derivative, and what was taken for it. */
export interface UndefinedDerivative {
  readonly node: string;
  /** Indices into the node, at most ten. */
  readonly places: readonly string[];
  readonly count: number;
  readonly convention: { readonly en: string; readonly zh: string };
}

/**
 * One step of training, number by number: what {@link explain} gives. Nothing in it changes any more.
 *
 * Terms and Jacobians are worked out when first asked for.
 */
export interface ExplainLog {
  /** The update that is explained, from 1. */
  readonly stepNumber: number;
  /** The number of examples that the feeds hold, as far as their shapes tell. */
  readonly exampleCount: number;
  readonly costName: string;
  readonly cost: number;
  /** Every node in the order of the forward pass. */
  readonly forward: readonly ForwardRecord[];
  /** Every edge in the order of the backward pass. */
  readonly backward: readonly BackwardEdge[];
  /** The gradient of every node on the way back, in that order. */
  readonly gradients: readonly Accumulation[];
  readonly updates: readonly ParameterUpdate[];
  readonly undefinedDerivatives: readonly UndefinedDerivative[];
  readonly symbols: Symbols;
  /** The name of a node of the cost's graph. */
  readonly nameOf: (tensor: Tensor) => string;
  /** How a node is made from its operands' symbols, in LaTeX. */
  readonly formulaOf: (name: string) => string;
  readonly isForward: (tensor: Tensor) => boolean;
  /** The gradients as graphs, by node. */
  readonly gradientTensors: ReadonlyMap<string, Tensor>;
  /** An elementwise edge's local derivative in LaTeX of one's own symbols. */
  readonly markedLocal: (edge: BackwardEdge, symbol: (tensor: Tensor) => string) => string | undefined;
  /**
   * A node of the forward pass by name.
   *
   * @throws ChainruleError with the nearest name if there is none
   */
  readonly node: (name: string) => ForwardRecord;
  /**
   * @throws ChainruleError if there is no such node, or the cost does not depend on it
   */
  readonly gradient: (name: string) => Accumulation;
  /**
   * One number of the gradient with the paths that sum to it, and what finite differences make of it.
   *
   * @param place - a node's name and an index: `0.weight[0,1]`; the name alone for a scalar
   * @throws ChainruleError if there is no such node or index, or the cost does not depend on the node
   */
  readonly why: (place: string) => WhyNumber;
  readonly toText: (options?: ViewOptions & { readonly width?: number; readonly color?: boolean }) => string;
  readonly toMarkdown: (options?: ViewOptions) => string;
  /** One JSON object a line, full precision. */
  readonly toJsonLines: (options?: Pick<ViewOptions, "node" | "why">) => string;
}
