import { ChainruleError } from "../errors/chainruleError.ts";
import type { Attributes, BoundOp, ForwardCall } from "../graph/boundOp.ts";
import type { Derivative, DerivativeCall } from "../graph/derivative.ts";
import type { DType } from "../graph/dtype.ts";
import type { Lane, Lanes } from "../graph/lanes.ts";
import { currentScope } from "../graph/scope.ts";
import { broadcastShapes, broadcastStrides, elementCount, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";
import type { OpDescription } from "./description.ts";
import { type Operand, toTensor } from "./operand.ts";
import { asTuple, type Tuple } from "./tuple.ts";

/**
 * Types that an elementwise op takes and gives.
 *
 * - `operands`: a type for each operand (the last one stands for all that follow), where `"same"` marks those that share one type
 *   of any kind; or `"number"`: all share one type, f32 or i32; or `"any"`: all share one type.
 * - `result`: a type, or `"same"`: the one that the operands share.
 */
export interface ElementwiseTypes {
  readonly operands: readonly (DType | "same")[] | "number" | "any";
  readonly result: DType | "same";
}

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
    const inputs = toInputs(definition, operands);
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
      forwardElementwise(
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
  };
}

function forwardElementwise(
  call: ForwardCall,
  operandCount: number,
  apply: (operands: readonly number[], index: number) => number,
): void {
  const { inputs, inputShapes, output, shape } = call;
  const operands = new Array<number>(operandCount).fill(0);
  if (inputShapes.every((inputShape) => sameShape(inputShape, shape))) {
    for (let index = 0; index < output.length; index += 1) {
      for (let i = 0; i < operandCount; i += 1) operands[i] = inputs[i]?.[index] ?? Number.NaN;
      output[index] = apply(operands, index);
    }
    return;
  }
  const strides = inputShapes.map((inputShape) => broadcastStrides(inputShape, shape));
  const position = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(operandCount).fill(0);
  for (let index = 0; index < output.length; index += 1) {
    for (let i = 0; i < operandCount; i += 1) operands[i] = inputs[i]?.[offsets[i] ?? 0] ?? Number.NaN;
    output[index] = apply(operands, index);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      const next = (position[axis] ?? 0) + 1;
      const wraps = next === size;
      position[axis] = wraps ? 0 : next;
      for (let i = 0; i < operandCount; i += 1) {
        const stride = strides[i]?.[axis] ?? 0;
        offsets[i] = (offsets[i] ?? 0) + (wraps ? -stride * (size - 1) : stride);
      }
      if (!wraps) break;
    }
  }
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

/** The type that operand `index` of the definition must have, or `"same"`. */
function expectedType(types: ElementwiseTypes | undefined, index: number): DType | "same" {
  const listed = types?.operands;
  if (listed === undefined) return "f32";
  return typeof listed === "string" ? "same" : (listed[Math.min(index, listed.length - 1)] ?? "f32");
}

/** The operands as tensors of the right types; numbers take the type that the tensors beside them share. */
function toInputs<N extends number, A extends Attributes>(
  definition: ElementwiseDefinition<N, A>,
  operands: readonly Operand[],
): Tensor[] {
  const { name, types } = definition;
  const tensors = operands.filter((operand, i) => typeof operand !== "number" && expectedType(types, i) === "same");
  const first = tensors[0];
  const shared = first === undefined || typeof first === "number" ? "f32" : first.dtype;
  const inputs = operands.map((operand, i) => {
    const expected = expectedType(types, i);
    return toTensor(operand, expected === "same" ? shared : expected);
  });
  const fail = (expected: string): never => {
    const received = inputs.map((input) => input.dtype).join(" and ");
    throw new ChainruleError("graph.type", { op: name, expected, received, path: currentScope() });
  };
  inputs.forEach((input, i) => {
    const expected = expectedType(types, i);
    if (expected === "same" && input.dtype !== shared) fail("operands of one type");
    if (expected !== "same" && input.dtype !== expected) fail(expected);
  });
  if (types?.operands === "number" && shared === "bool") fail("f32 or i32");
  return inputs;
}

function sharedType(inputs: readonly Tensor[]): DType {
  return inputs[inputs.length - 1]?.dtype ?? "f32";
}
