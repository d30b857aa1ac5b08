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
