import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import { valueCount } from "./storedValues.ts";

/** How many examples of a shape the values make; raises what is no whole example. */
export function exampleCount(subject: string, numbers: number, shape: readonly number[]): number {
  const each = valueCount(shape);
  const length = numbers / each;
  if (shape.every((size) => Number.isInteger(size) && size > 0) && Number.isInteger(length)) return length;
  throw new ChainruleError("data.size", {
    subject,
    shape: formatShape(shape),
    expected: each,
    received: numbers,
  });
}

/** The values as f32; raises what is no finite number. */
export function asFloats(subject: string, values: ArrayLike<number>): Float32Array {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let i = 0; i < floats.length; i += 1) {
    if (Number.isFinite(floats[i])) continue;
    throw new ChainruleError("data.notANumber", { subject, index: `${subject}[${i}]`, received: String(values[i]) });
  }
  return floats;
}
