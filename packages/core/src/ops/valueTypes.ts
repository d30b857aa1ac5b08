import type { DType } from "../graph/dtype.ts";

/** The first value that an element type can't hold: a fraction among i32, anything but 0 and 1 among truth values. */
export function firstMisfit(values: ArrayLike<number>, dtype: DType): number | undefined {
  if (dtype === "f32") return undefined;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const fits = dtype === "i32" ? (value | 0) === value : value === 0 || value === 1;
    if (!fits) return value;
  }
  return undefined;
}
