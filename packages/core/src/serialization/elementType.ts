/** Types of elements that Chainrule reads from safetensors files, in the order in which writers lay them out. */
export const elementTypes: readonly ElementType[] = [
  "BOOL",
  "U8",
  "I8",
  "I16",
  "U16",
  "F16",
  "BF16",
  "I32",
  "U32",
  "F32",
  "F64",
  "I64",
  "U64",
];

/** A type of element in a safetensors file. */
export type ElementType =
  | "BOOL"
  | "U8"
  | "I8"
  | "I16"
  | "U16"
  | "F16"
  | "BF16"
  | "I32"
  | "U32"
  | "F32"
  | "F64"
  | "I64"
  | "U64";

/** The arrays that values are kept in: F16 and BF16 as f32, BOOL as bytes of 0 and 1, 64-bit integers as bigints. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Bytes that one element takes in a file. */
export const elementBytes: Readonly<Record<ElementType, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/** Whether text names a type of element that is known here. */
export function isElementType(text: unknown): text is ElementType {
  return typeof text === "string" && Object.hasOwn(elementBytes, text);
}

/** The type that an array is written as. */
export function elementTypeOf(values: TensorValues): ElementType {
  if (values instanceof Float32Array) return "F32";
  if (values instanceof Float64Array) return "F64";
  if (values instanceof Int8Array) return "I8";
  if (values instanceof Int16Array) return "I16";
  if (values instanceof Int32Array) return "I32";
  if (values instanceof Uint8Array) return "U8";
  if (values instanceof Uint16Array) return "U16";
  if (values instanceof Uint32Array) return "U32";
  return values instanceof BigInt64Array ? "I64" : "U64";
}

/** The values of little-endian bytes, which are copied, so that any offset will do. */
export function decodeElements(type: ElementType, bytes: Uint8Array): TensorValues {
  const { buffer } = new Uint8Array(bytes);
  switch (type) {
    case "F32":
      return new Float32Array(buffer);
    case "F64":
      return new Float64Array(buffer);
    case "F16":
      return Float32Array.from(new Uint16Array(buffer), floatFromHalf);
    case "BF16":
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case "I8":
      return new Int8Array(buffer);
    case "I16":
      return new Int16Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "I64":
      return new BigInt64Array(buffer);
    case "U16":
      return new Uint16Array(buffer);
    case "U32":
      return new Uint32Array(buffer);
    case "U64":
      return new BigUint64Array(buffer);
    case "U8":
    case "BOOL":
      return new Uint8Array(buffer);
  }
}

/** IEEE 754 binary16: one sign bit, five of exponent (bias 15), ten of fraction. */
function floatFromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
