import { ChainruleError } from "../errors/chainruleError.ts";
import type { Attributes, BoundOp } from "../graph/boundOp.ts";
import type { Derivative, DerivativeCall } from "../graph/derivative.ts";
import type { DType } from "../graph/dtype.ts";
import type { Lane, Lanes } from "../graph/lanes.ts";
import type { Saturation } from "../graph/saturation.ts";
import { currentScope } from "../graph/scope.ts";
import { broadcastShapes, elementCount, formatShape, type Shape } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";
import { broadcastLoop } from "./broadcastLoop.ts";
import { type OpDescription, traitsOf } from "./description.ts";
import { type ElementwiseTypes, sharedType, toInputs } from "./elementwiseInputs.ts";
import type { Operand } from "./operand.ts";
import { asTuple, type Tuple } from "./tuple.ts";

/** What the partial derivatives may be built from. */
export interface PartialsCall<N extends number> extends Omit<DerivativeCall, "inputs"> {
  readonly inputs: Tuple<Tensor, N>;
}

/** An op of `N` operands that maps elements to elements: its meaning, its derivative, and its code, side by side. */
export interface ElementwiseDefinition<N extends number, A extends Attributes = NoAttributes> extends OpDescription {
  readonly arity: N;
  readonly types?: ElementwiseTypes;
  /** What the shape must broadcast with beside the operands; for ops without operands, their shape. */
  readonly shape?: (attributes: A) => Shape;
  /** The function on numbers, in f64: what the op means. Comparisons give 1 or 0. `index` is the element's row-major place. */
  readonly reference: (operands: Tuple<number, N>, attributes: A, index: number) => number;
  /** Its meaning for i32 results, where reducing the f64 result to 32 bits would not be exact. */
  readonly integerReference?: (operands: Tuple<number, N>, attributes: A, index: number) => number;
  /** ∂y/∂xᵢ for each operand, as graphs or numbers; `"none"` with the reason where the output moves only in jumps. */
  readonly partials: ((call: PartialsCall<N>, attributes: A) => Tuple<Tensor | number, N>) | { readonly none: string };
  /** The same function in f32 lanes. */
  readonly lanes: (lane: Lanes, inputs: Tuple<Lane, N>, attributes: A) => Lane;
  /** LaTeX of an application. */
  readonly notation: (operands: Tuple<string, N>, attributes: A) => string;
  /** Whether the value is the sum of the operands (default false). */
  readonly isSum?: boolean;
  /** How it can stop passing gradients on (default: it cannot, or is no activation). */
  readonly saturation?: (attributes: A) => Saturation;
  /** Floating-point operations for each element (default 1). */
  readonly flopsPerElement?: number;
}

export type NoAttributes = Readonly<Record<never, never>>;

/** Applies an elementwise op; `S` is the shape that the caller's types promise for the result. */
export type ApplyElementwise<N extends number, A extends Attributes> = <S extends Shape>(
  operands: Tuple<Operand, N> & readonly Operand[],
  attributes: A,
) => Tensor<S>;

/** Makes the function that applies an elementwise op, with broadcasting and checks of shapes and types. */
export function defineElementwise<N extends number, A extends Attributes = NoAttributes>(
  definition: ElementwiseDefinition<N, A>,
): ApplyElementwise<N, A> {
  return <S extends Shape>(operands: Tuple<Operand, N> & readonly Operand[], attributes: A): Tensor<S> => {
    const inputs = toInputs(definition.name, definition.types, operands);
    const result = definition.types?.result ?? "f32";
    const dtype = result === "same" ? sharedType(inputs) : result;
    return makeTensor(bindElementwise(definition, attributes, dtype), inputs, {
      shape: commonShape<S>(definition.name, inputs, definition.shape?.(attributes) ?? []),
      dtype,
    });
  };
}

function bindElementwise<N extends number, A extends Attributes>(
  definition: ElementwiseDefinition<N, A>,
  attributes: A,
  dtype: DType,
): BoundOp {
  const { arity, partials, reference, integerReference = reference } = definition;
  const derivative: Derivative =
    typeof partials === "function"
      ? {
          kind: "elementwise",
          partials: (call) => [...partials({ ...call, inputs: asTuple(call.inputs, arity) }, attributes)],
        }
      : { kind: "none", reason: partials.none };
  return {
    name: definition.name,
    attributes,
    forward: (call) => {
      broadcastLoop(
        call,
        arity,
        dtype === "i32"
          ? (operands, index) => integerReference(asTuple(operands, arity), attributes, index) | 0
          : (operands, index) => reference(asTuple(operands, arity), attributes, index),
      );
    },
    derivative,
    lowering: {
      kind: "elementwise",
      lanes: (lane, inputs) => definition.lanes(lane, asTuple(inputs, arity), attributes),
    },
    notation: (operands) => definition.notation(asTuple(operands, arity), attributes),
    flops: (_inputShapes, shape) => elementCount(shape) * (definition.flopsPerElement ?? 1),
    traits: traitsOf(definition),
    isSum: definition.isSum ?? false,
    saturation: definition.saturation?.(attributes),
  };
}

function commonShape<S extends Shape>(op: string, inputs: readonly Tensor[], least: Shape): S;
function commonShape(op: string, inputs: readonly Tensor[], least: Shape): Shape {
  let shape = least;
  for (const input of inputs) {
    const next = broadcastShapes(shape, input.shape);
    if (next === undefined) {
      throw new ChainruleError("graph.broadcast", {
        op,
        received: inputs.map((tensor) => formatShape(tensor.shape)).join(" and "),
        path: currentScope(),
      });
    }
    shape = next;
  }
  return shape;
}
