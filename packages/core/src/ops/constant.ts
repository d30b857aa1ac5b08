import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { flatten, type Nested, type NestedShape } from "../graph/nested.ts";
import { currentScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { constantTensor } from "./operand.ts";
import { firstMisfit } from "./valueTypes.ts";

/**
 * A tensor of given values.
 *
 * @param values - a number, or arrays nested as deep as the tensor has axes, all of one length along each
 * @param dtype - element type; default `"bool"` for truth values, else `"f32"`
 * @returns a tensor whose shape the compiler knows, where the arrays are written out
 * @throws ChainruleError if the arrays are ragged or a value is none of the type
 * @example
 * const kernel = constant([[0, 1, 0], [1, -4, 1], [0, 1, 0]]); // [3, 3]
 */
export function constant<const V extends Nested>(values: V, dtype?: DType): Tensor<NestedShape<V>> {
  const flat = flatten(values, "constant");
  const type = dtype ?? (holdsTruthValues(values) ? "bool" : "f32");
  const misfit = firstMisfit(flat.values, type);
  if (misfit !== undefined) {
    throw new ChainruleError("graph.type", {
      op: "constant",
      expected: type,
      received: String(misfit),
      path: currentScope(),
    });
  }
  return constantTensor(flat.values, flat.shape, type);
}

function holdsTruthValues(values: Nested): boolean {
  let part: unknown = values;
  while (Array.isArray(part)) part = part[0];
  return typeof part === "boolean";
}
