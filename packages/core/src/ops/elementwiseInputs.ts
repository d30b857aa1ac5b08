import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { currentScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Operand, toTensor } from "./operand.ts";
import { firstMisfit } from "./valueTypes.ts";

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

/** The type that operand `index` of the definition must have, or `"same"`. */
function expectedType(types: ElementwiseTypes | undefined, index: number): DType | "same" {
  const listed = types?.operands;
  if (listed === undefined) return "f32";
  return typeof listed === "string" ? "same" : (listed[Math.min(index, listed.length - 1)] ?? "f32");
}

/**
 * The operands as tensors of the right types; numbers take the type that the tensors beside them share.
 *
 * @throws ChainruleError if types differ, or a number is none of its type
 */
export function toInputs(op: string, types: ElementwiseTypes | undefined, operands: readonly Operand[]): Tensor[] {
  const shared = sharedOperandType(types, operands);
  const refuse = (expected: string, received: string): never => {
    throw new ChainruleError("graph.type", { op, expected, received, path: currentScope() });
  };
  const inputs = operands.map((operand, i) => {
    const expected = expectedType(types, i);
    const dtype = expected === "same" ? shared : expected;
    if (typeof operand === "number" && firstMisfit([operand], dtype) !== undefined) refuse(dtype, String(operand));
    return toTensor(operand, dtype);
  });
  const received = inputs.map((input) => input.dtype).join(" / ");
  inputs.forEach((input, i) => {
    const expected = expectedType(types, i);
    if (input.dtype !== (expected === "same" ? shared : expected))
      refuse(expected === "same" ? shared : expected, received);
  });
  if (types?.operands === "number" && shared === "bool") refuse("f32 / i32", received);
  return inputs;
}

/** The type of the first tensor among the operands that must share one. */
function sharedOperandType(types: ElementwiseTypes | undefined, operands: readonly Operand[]): DType {
  for (const [i, operand] of operands.entries()) {
    if (typeof operand !== "number" && expectedType(types, i) === "same") return operand.dtype;
  }
  return "f32";
}

/** The type that operands which share one have: the last operand is always among them. */
export function sharedType(inputs: readonly Tensor[]): DType {
  return inputs[inputs.length - 1]?.dtype ?? "f32";
}
