import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { formatShape } from "../graph/shape.ts";
import type { Text } from "../spec/text.ts";
import type { ExampleType } from "./layer.ts";

/** Refuses an input that a layer cannot take, saying what must hold; `dtype` is the type that it takes. */
export function requireInput(
  subject: string,
  path: string,
  input: ExampleType,
  fits: boolean,
  expected: Text,
  dtype: DType = "f32",
): void {
  if (fits && input.dtype === dtype) return;
  const received = formatShape(input.shape) + (input.dtype === "f32" ? "" : ` of type ${input.dtype}`);
  throw new ChainruleError("learning.shape", {
    subject,
    expected: { en: `each example must be ${expected.en}`, zh: `每个样本必须是${expected.zh}` },
    received,
    path,
  });
}

/** Positions and features of an input that must be a sequence. */
export function requireSequence(subject: string, path: string, input: ExampleType): readonly [number, number] {
  requireInput(subject, path, input, input.shape.length === 2, {
    en: "a sequence of shape [positions, features]",
    zh: "形状为 [位置, 特征] 的序列",
  });
  const [positions = 1, features = 1] = input.shape;
  return [positions, features];
}

/** The two sequences that a merging layer takes: one that asks, one that is asked. */
export function requireInputs(
  subject: string,
  path: string,
  inputs: readonly ExampleType[],
): readonly [ExampleType, ExampleType] {
  const [first, second, ...others] = inputs;
  if (first === undefined || second === undefined || others.length > 0) {
    throw new ChainruleError("learning.shape", {
      subject,
      expected: { en: "it must have two inputs", zh: "必须有两个输入" },
      received: String(inputs.length),
      path,
    });
  }
  requireSequence(subject, path, first);
  requireSequence(subject, path, second);
  return [first, second];
}
