import { ChainruleError } from "../errors/chainruleError.ts";
import { flatten, type Nested, type NestedShape } from "../graph/nested.ts";
import { currentScope } from "../graph/scope.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { requireWhole } from "./require.ts";
import { variable } from "./variable.ts";

/** What a parameter begins with, when its values are made by a function. */
export interface ParameterStart<S extends Shape> {
  readonly shape: S;
  /** Gives the values in row-major order; called once for each session. */
  readonly initial: () => ArrayLike<number>;
}

/**
 * A trainable f32 variable: what `gradients` differentiates with respect to and optimizers change.
 *
 * @param name - its key among gradients and in saved files; unique within a graph
 * @param start - the values it begins with, nested as deep as it has axes; or `{ shape, initial }` with a function that gives
 *   them row-major
 * @returns the node that reads it, with its shape known to the compiler where the arrays are written out
 * @throws ChainruleError if the arrays are ragged; on first use, if `initial` gives another number of values
 * @example
 * const w = parameter("W", [[0.1, 0.6]]); // [1, 2]
 */
export function parameter<const S extends Shape>(name: string, start: ParameterStart<S>): Tensor<S>;
export function parameter<const V extends Nested>(name: string, start: V): Tensor<NestedShape<V>>;
export function parameter(name: string, start: Nested | ParameterStart<Shape>): Tensor {
  if (!isStart(start)) {
    const { values, shape } = flatten(start, name);
    return variable({ name, shape, dtype: "f32", trainable: true, initial: () => values });
  }
  const { shape, initial } = start;
  requireWhole(name, "shape", shape, 0);
  return variable({ name, shape, dtype: "f32", trainable: true, initial: checked(name, shape, initial) });
}

function isStart(start: Nested | ParameterStart<Shape>): start is ParameterStart<Shape> {
  return typeof start === "object" && "initial" in start;
}

function checked(name: string, shape: Shape, initial: () => ArrayLike<number>): () => ArrayLike<number> {
  const path = currentScope();
  return () => {
    const values = initial();
    if (values.length !== elementCount(shape)) {
      throw new ChainruleError("graph.elementCount", {
        op: name,
        expected: elementCount(shape),
        received: values.length,
        shapes: formatShape(shape),
        path,
      });
    }
    return values;
  };
}
