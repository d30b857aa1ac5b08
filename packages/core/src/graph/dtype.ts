/** Element types a tensor can have: 32-bit floats, 32-bit signed integers, and truth values. */
export type DType = "f32" | "i32" | "bool";

/** Every element takes four bytes in the engines, whatever its type. */
export const bytesPerElement = 4;
