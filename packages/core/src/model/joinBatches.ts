import type { TensorValue } from "../engines/session.ts";

/** The values of batches one after the other. */
export function joinBatches(parts: readonly TensorValue["data"][]): TensorValue["data"] {
  const [first] = parts;
  if (first === undefined) return new Float32Array();
  const length = parts.reduce((total, part) => total + part.length, 0);
  const whole =
    first instanceof Float64Array
      ? new Float64Array(length)
      : first instanceof Int32Array
        ? new Int32Array(length)
        : new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
