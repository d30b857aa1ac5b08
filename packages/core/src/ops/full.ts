import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { requireWhole } from "./require.ts";
import { firstMisfit } from "./valueTypes.ts";

/** Attributes of `full`. */
export type FullAttributes = { readonly shape: Shape; readonly value: number };

function fullOf(dtype: DType): ElementwiseDefinition<0, FullAttributes> {
  return {
    name: "full",
    arity: 0,
    summary: { en: "A tensor whose elements all have one value.", zh: "所有元素取同一个值的张量。" },
    formula: "y_i = c",
    family: "shape",
    types: { operands: [], result: dtype },
    shape: ({ shape }) => shape,
    reference: (_operands, { value }) => value,
    partials: { none: "a constant does not vary" },
    lanes: (lane, _inputs, { value }) =>
      dtype === "f32" ? lane.float(value) : dtype === "i32" ? lane.integer(value) : lane.truth(value !== 0),
    notation: (_operands, { shape, value }) => `${value}_{${shape.join("\\times ")}}`,
    flopsPerElement: 0,
    tolerance: 1e-6,
    domain: { from: 0, to: 1 },
  };
}

/** By element type. */
export const fullDefinitions: Readonly<Record<DType, ElementwiseDefinition<0, FullAttributes>>> = {
  f32: fullOf("f32"),
  i32: fullOf("i32"),
  bool: fullOf("bool"),
};

const apply = {
  f32: defineElementwise(fullDefinitions.f32),
  i32: defineElementwise(fullDefinitions.i32),
  bool: defineElementwise(fullDefinitions.bool),
};

/**
 * A tensor whose elements all have one value; it takes no memory.
 *
 * @param shape - sizes along the axes, outermost first
 * @param value - any number that the type holds (0 or 1 for bool)
 * @param dtype - `"f32"` (default), `"i32"` or `"bool"`
 * @throws ChainruleError if a size is not a whole number or the type can't hold the value
 * @example
 * const bias = full([3], 0.1); // [3]
 */
export function full<const S extends Shape>(shape: S, value: number, dtype: DType = "f32"): Tensor<S> {
  requireWhole("full", "shape", shape, 0);
  const misfit = firstMisfit([value], dtype);
  if (misfit !== undefined) {
    throw new ChainruleError("graph.type", {
      op: "full",
      expected: dtype,
      received: String(misfit),
      path: currentScope(),
    });
  }
  return apply[dtype]([], { shape, value });
}
