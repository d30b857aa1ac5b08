import type { Attributes, BoundOp, ForwardCall } from "../graph/boundOp.ts";
import type { Derivative, DerivativeCall, ReverseCall, TangentCall } from "../graph/derivative.ts";
import type { Lowering } from "../graph/lowering.ts";
import { elementCount, type Shape } from "../graph/shape.ts";
import { makeTensor, type Tensor, type TensorType } from "../graph/tensor.ts";
import { type OpDescription, traitsOf } from "./description.ts";
import type { Ops } from "./registry.ts";

/** The derivative of an op with attributes; the same four kinds as `Derivative`. */
export type DerivativeRule<A extends Attributes> =
  | { readonly kind: "none"; readonly reason: string }
  | {
      readonly kind: "multilinear";
      /** Inputs that are differentiable (default: all). */
      readonly wrt?: readonly number[];
      /** Gradient for input `index`, given dy: the transposed linear map. */
      readonly transpose: (call: DerivativeCall, dy: Tensor, index: number, attributes: A) => Tensor;
      /** The op on other inputs of the same shapes. */
      readonly apply: (inputs: readonly Tensor[], attributes: A, ops: Ops) => Tensor;
    }
  | {
      readonly kind: "general";
      readonly reverse: (call: ReverseCall, dy: Tensor, attributes: A) => readonly (Tensor | undefined)[];
      readonly forward: (
        call: TangentCall,
        tangents: readonly (Tensor | undefined)[],
        attributes: A,
      ) => Tensor | undefined;
    };

/** An op that is not elementwise: its shape rule, meaning, derivative and lowering, side by side. */
export interface OpDefinition<A extends Attributes> extends OpDescription {
  /** Shape and type of the output; raises `graph.*` errors that say what must hold. */
  readonly infer: (inputs: readonly TensorType[], attributes: A) => TensorType;
  /** What the op means, as plain loops in f64. */
  readonly forward: (call: ForwardCall, attributes: A) => void;
  readonly derivative: DerivativeRule<A>;
  readonly lowering: (inputs: readonly TensorType[], output: TensorType, attributes: A) => Lowering;
  readonly notation: (operands: readonly string[], attributes: A) => string;
  /** Σₜ op(inputsₜ) over inputs stacked along a new first axis, where that is one op. */
  readonly sumOfTurns?: (stacked: readonly Tensor[], attributes: A, ops: Ops) => Tensor | undefined;
  /** Floating-point operations (default: none, the op only moves numbers). */
  readonly flops?: (inputShapes: readonly Shape[], shape: Shape, attributes: A) => number;
}

/** Applies an op; `S` is the shape that the caller's types promise for the result. */
export type ApplyOp<A extends Attributes> = <S extends Shape>(inputs: readonly Tensor[], attributes: A) => Tensor<S>;

function bindDerivative<A extends Attributes>(rule: DerivativeRule<A>, attributes: A, inputCount: number): Derivative {
  switch (rule.kind) {
    case "none":
      return rule;
    case "multilinear":
      return {
        kind: "multilinear",
        wrt: rule.wrt ?? Array.from({ length: inputCount }, (_, index) => index),
        transpose: (call, dy, index) => rule.transpose(call, dy, index, attributes),
        apply: (inputs, ops) => rule.apply(inputs, attributes, ops),
      };
    case "general":
      return {
        kind: "general",
        reverse: (call, dy) => rule.reverse(call, dy, attributes),
        forward: (call, tangents) => rule.forward(call, tangents, attributes),
      };
  }
}

function hasShape<S extends Shape>(_type: TensorType): _type is TensorType & { readonly shape: S } {
  return true;
}

/** Makes the function that applies an op. */
export function defineOp<A extends Attributes>(definition: OpDefinition<A>): ApplyOp<A> {
  return <S extends Shape>(inputs: readonly Tensor[], attributes: A): Tensor<S> => {
    const type = definition.infer(inputs, attributes);
    if (!hasShape<S>(type)) throw new TypeError("unreachable");
    const op: BoundOp = {
      name: definition.name,
      attributes,
      forward: (call) => {
        definition.forward(call, attributes);
      },
      derivative: bindDerivative(definition.derivative, attributes, inputs.length),
      lowering: definition.lowering(inputs, type, attributes),
      notation: (operands) => definition.notation(operands, attributes),
      flops: (inputShapes, shape) => definition.flops?.(inputShapes, shape, attributes) ?? 0 * elementCount(shape),
      traits: traitsOf(definition),
      ...(definition.sumOfTurns === undefined
        ? {}
        : { sumOfTurns: (stacked, all) => definition.sumOfTurns?.(stacked, attributes, all) }),
    };
    return makeTensor(op, inputs, type);
  };
}
