import { captureOrigin, type Origin } from "../errors/origin.ts";
import type { BoundOp } from "./boundOp.ts";
import type { DType } from "./dtype.ts";
import { currentScope } from "./scope.ts";
import type { Shape } from "./shape.ts";

/** What is known of a tensor before any number flows. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * A node of the computational graph: the symbol of an array whose shape and type are fixed, and the op that makes it.
 * Immutable; holds no numbers. An engine computes its value.
 */
export interface Tensor<S extends Shape = Shape> extends TensorType {
  readonly id: number;
  readonly shape: S;
  readonly op: BoundOp;
  readonly inputs: readonly Tensor[];
  /** The name that the user or a layer gave; unnamed nodes are shown by op and id. */
  readonly name: string | undefined;
  /** Where it was built: the layer's path, and the user's own line. */
  readonly path: string | undefined;
  readonly origin: Origin;
}

let nextId = 1;

/** Makes a node. Ops call it; users call ops. */
export function makeTensor<S extends Shape>(
  op: BoundOp,
  inputs: readonly Tensor[],
  type: { readonly shape: S; readonly dtype: DType },
  name?: string,
): Tensor<S> {
  const id = nextId;
  nextId += 1;
  return Object.freeze({
    id,
    op,
    inputs,
    shape: type.shape,
    dtype: type.dtype,
    name,
    path: currentScope(),
    origin: captureOrigin(),
  });
}

/**
 * The same node under a name of its own, for explanations and errors. The new node takes the old one's place.
 *
 * @example
 * const hidden = named("hidden", tanh(input("z", [4, 8])));
 */
export function named<S extends Shape>(name: string, tensor: Tensor<S>): Tensor<S> {
  const id = nextId;
  nextId += 1;
  return Object.freeze({ ...tensor, id, name });
}

/** The same node on other inputs of the same shapes and types. */
export function withInputs(tensor: Tensor, inputs: readonly Tensor[]): Tensor {
  const id = nextId;
  nextId += 1;
  return Object.freeze({ ...tensor, id, inputs });
}

/** A node's name, or its op and number where it has none. */
export function displayName(tensor: Tensor): string {
  return tensor.name ?? `${tensor.op.name}#${tensor.id}`;
}
