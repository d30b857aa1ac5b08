import type { BoundOp } from "../graph/boundOp.ts";
import type { DType } from "../graph/dtype.ts";
import { elementCount, type Shape } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";

/** What ops take: a tensor, or a number that stands for a scalar of the other operand's type. */
export type Operand<S extends Shape = Shape> = Tensor<S> | number;

/** The shape of an operand; a number is a scalar. */
export type ShapeOf<O extends Operand> = O extends { readonly shape: unknown } ? O["shape"] : [];

export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "op" in value && "shape" in value && "inputs" in value;
}

function constantOp(values: Float64Array, text: string): BoundOp {
  return {
    name: "constant",
    attributes: { values },
    forward: ({ output }) => {
      output.set(values);
    },
    derivative: { kind: "none", reason: "a constant does not vary" },
    lowering: { kind: "constant", values },
    notation: () => text,
    flops: () => 0,
  };
}

/** A constant node from values that are already flat and checked. */
export function constantTensor<S extends Shape>(values: Float64Array, shape: S, dtype: DType = "f32"): Tensor<S> {
  const text = values.length === 1 ? String(values[0]) : `C_{${shape.join("\\times ")}}`;
  return makeTensor(constantOp(values, text), [], { shape, dtype });
}

/** A tensor whose elements all have one value. */
export function filled<S extends Shape>(value: number, shape: S, dtype: DType = "f32"): Tensor<S> {
  return constantTensor(new Float64Array(elementCount(shape)).fill(value), shape, dtype);
}

/** The operand as a tensor; a number becomes a scalar constant of type `dtype`. */
export function toTensor(operand: Operand, dtype: DType = "f32"): Tensor {
  return typeof operand === "number" ? constantTensor(Float64Array.of(operand), [], dtype) : operand;
}
