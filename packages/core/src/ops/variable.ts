import type { BoundOp } from "../graph/boundOp.ts";
import type { Shape } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";
import type { Variable } from "../graph/variable.ts";

function variableOp(variable: Variable): BoundOp {
  return {
    name: variable.trainable ? "parameter" : "variable",
    attributes: { name: variable.name },
    forward: () => {
      throw new TypeError("variables are read, not computed");
    },
    derivative: { kind: "none", reason: "a variable depends on nothing" },
    lowering: { kind: "variable", variable },
    notation: () => variable.name,
    flops: () => 0,
  };
}

/**
 * The node that reads a variable's value as it was when the step began. A variable is state that steps may change, but
 * optimizers only where it is `trainable`; {@link parameter} makes those.
 *
 * @param description - `name`, `shape`, `dtype`, `trainable`, and `initial`, which gives the first values in row-major order
 * @example
 * const count = variable({ name: "count", shape: [], dtype: "i32", trainable: false, initial: () => [0] });
 * const step = { outputs: { count }, updates: [{ variable: count, value: add(count, 1) }] };
 */
export function variable<S extends Shape>(description: Variable & { readonly shape: S }): Tensor<S> {
  const { shape, dtype, name } = description;
  return makeTensor(variableOp(description), [], { shape, dtype }, name);
}

/** The variable behind a node that `variable` or `parameter` made, if it is one. */
export function variableOf(tensor: Tensor): Variable | undefined {
  return tensor.op.lowering.kind === "variable" ? tensor.op.lowering.variable : undefined;
}
