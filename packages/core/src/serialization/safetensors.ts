import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import {
  decodeElements,
  type ElementType,
  elementBytes,
  elementTypeOf,
  elementTypes,
  type TensorValues,
} from "./elementType.ts";
import { parseHeader } from "./safetensorsHeader.ts";

/** A tensor as a file holds it. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Row-major values; 2-byte floats have become f32. */
  readonly values: TensorValues;
  /** Type in the file. When writing, default: that of the array; `BOOL` may be said of bytes of 0 and 1. */
  readonly elementType?: ElementType | undefined;
}

/** What {@link readSafetensors} gives. */
export interface SafetensorsContent {
  /** By name, in order of their place in the file. */
  readonly tensors: ReadonlyMap<string, StoredTensor & { readonly elementType: ElementType }>;
  /** What the writer added, text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file: an 8-byte header length, a header in JSON, then the tensors side by side. Every statement of
 * the header is checked before a tensor is read.
 *
 * Source: the safetensors format, https://github.com/huggingface/safetensors
 *
 * @param options.name what errors are to name, say a file's name. Default `safetensors`
 * @throws ChainruleError if the file is cut off or its header lies
 * @example
 * const { tensors } = readSafetensors(await readFile("model.safetensors"));
 */
export function readSafetensors(
  bytes: Uint8Array,
  options: { readonly name?: string | undefined } = {},
): SafetensorsContent {
  const subject = options.name ?? "safetensors";
  const { metadata, entries, dataOffset } = parseHeader(bytes, subject);
  const tensors = new Map<string, StoredTensor & { readonly elementType: ElementType }>();
  for (const { name, elementType, shape, begin, end } of entries) {
    const raw = bytes.subarray(dataOffset + begin, dataOffset + end);
    if (elementType === "BOOL") checkBooleans(raw, name, subject);
    tensors.set(name, { shape, elementType, values: decodeElements(elementType, raw) });
  }
  return { tensors, metadata };
}

/**
 * The bytes of a safetensors file. The same tensors always give the same bytes: wider element types come first, then
 * names in order of their code points, as the reference implementation lays them out; the header is padded with spaces
 * to a multiple of 8 bytes.
 *
 * @param metadata text by name, written in order of the names
 * @throws ChainruleError if a shape does not fit its values or a name can't be written
 * @example
 * await writeFile("w.safetensors", writeSafetensors({ w: { shape: [2], values: Float32Array.of(1, 2) } }));
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor> | Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const named = tensors instanceof Map ? [...tensors] : Object.entries(tensors);
  const sorted = named
    .map(([name, tensor]) => checkedForWriting(name, tensor))
    .sort((a, b) => rank(b.elementType) - rank(a.elementType) || compareCodePoints(a.name, b.name));
  const fields: string[] = [];
  const metadataNames = Object.keys(metadata).sort(compareCodePoints);
  if (metadataNames.length > 0) {
    const pairs = metadataNames.map((name) => `${JSON.stringify(name)}:${JSON.stringify(metadata[name])}`);
    fields.push(`"__metadata__":{${pairs.join(",")}}`);
  }
  let byteOffset = 0;
  for (const { name, elementType, shape, raw } of sorted) {
    const entry = { dtype: elementType, shape, data_offsets: [byteOffset, byteOffset + raw.length] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    byteOffset += raw.length;
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + byteOffset).fill(0x20, 8 + header.length, 8 + headerBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  let position = 8 + headerBytes;
  for (const { raw } of sorted) {
    file.set(raw, position);
    position += raw.length;
  }
  return file;
}

interface WritableTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly raw: Uint8Array;
}

function checkedForWriting(name: string, tensor: StoredTensor): WritableTensor {
  const { shape, values } = tensor;
  const subject = "safetensors";
  const natural = elementTypeOf(values);
  const elementType = tensor.elementType === "BOOL" && natural === "U8" ? "BOOL" : natural;
  if (name === "__metadata__" || /\p{Surrogate}/u.test(name)) {
    throw new ChainruleError("serialization.name", { received: name });
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || elementCount(shape) !== values.length) {
    const expected = `${formatShape(shape)} × ${elementType}`;
    throw new ChainruleError("serialization.tensorSize", {
      subject,
      name,
      expected,
      received: String(values.length * elementBytes[elementType]),
    });
  }
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (elementType === "BOOL") checkBooleans(raw, name, subject);
  return { name, elementType, shape, raw };
}

function checkBooleans(raw: Uint8Array, name: string, subject: string): void {
  const wrong = raw.find((byte) => byte > 1);
  if (wrong !== undefined) throw new ChainruleError("serialization.boolean", { subject, name, received: wrong });
}

function rank(elementType: ElementType): number {
  return elementTypes.indexOf(elementType);
}

/** Order of UTF-8 bytes, which is that of code points. */
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
