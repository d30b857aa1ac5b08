import type { Shape } from "../graph/shape.ts";
import type { Generator } from "../random/generator.ts";
import type { Configurable } from "../spec/registry.ts";

/** What an initializer is asked for. */
export interface InitialRequest {
  readonly shape: Shape;
  /** Inputs that feed one unit, and units that one input feeds: columns and rows of a linear layer's weight. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** The layer's own generator. */
  readonly generator: Generator;
  /** The parameter, for error messages. */
  readonly subject: string;
  readonly path: string | undefined;
}

/** How a parameter's first values are chosen. */
export interface Initializer extends Configurable {
  /** Values in row-major order. */
  readonly values: (request: InitialRequest) => Float64Array;
}

/**
 * Fan-in and fan-out of a weight whose first axis is its outputs and second its inputs, further axes a window:
 * fan-in = inputs · window, fan-out = outputs · window.
 */
export function fansOf(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const [outputs = 1, inputs = 1, ...window] = shape;
  const size = window.reduce((product, length) => product * length, 1);
  return { fanIn: inputs * size, fanOut: outputs * size };
}
