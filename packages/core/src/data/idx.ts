import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import { gunzip, isGzip } from "./gzip.ts";

/** An array as an IDX file holds it. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** In row-major order; bytes are a view of the file, other types a copy in this machine's byte order. */
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** How {@link readIdx} names and guards. */
export interface IdxOptions {
  /** What errors are to name, say a file's name. Default `IDX`. */
  readonly name?: string | undefined;
  /** Most bytes that compressed data may give. Default 2³⁰. */
  readonly limitBytes?: number | undefined;
}

const bytesByType: ReadonlyMap<number, number> = new Map([
  [0x08, 1],
  [0x09, 1],
  [0x0b, 2],
  [0x0c, 4],
  [0x0d, 4],
  [0x0e, 8],
]);

/**
 * Reads an IDX file, the format of MNIST, plain or compressed with gzip.
 *
 * @throws ChainruleError if the file is damaged, cut off, or not of the size that its header says
 * @example
 * const { shape, values } = await readIdx(await readFile("t10k-images-idx3-ubyte.gz"));
 */
export async function readIdx(bytes: Uint8Array, options: IdxOptions = {}): Promise<IdxArray> {
  const { name = "IDX", limitBytes } = options;
  return parseIdx(isGzip(bytes) ? await gunzip(bytes, { subject: name, limitBytes }) : bytes, options);
}

/**
 * Reads uncompressed IDX bytes: two zero bytes, element type, number of axes, one big-endian 32-bit size per axis, then
 * the elements, big-endian. Nothing is allocated before the size of the whole has been found right.
 *
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", file formats.
 *
 * @throws ChainruleError if magic number, sizes and byte count do not agree
 */
export function parseIdx(bytes: Uint8Array, options: IdxOptions = {}): IdxArray {
  const subject = options.name ?? "IDX";
  const fail = (expectedBytes: number): never => {
    throw new ChainruleError("data.idxHeader", { subject, expectedBytes, received: bytes.length });
  };
  if (bytes.length < 4) fail(4);
  const type = bytes[2] ?? 0;
  const rank = bytes[3] ?? 0;
  const elementBytes = bytesByType.get(type);
  if (bytes[0] !== 0 || bytes[1] !== 0 || elementBytes === undefined || rank === 0) {
    throw new ChainruleError("data.idxMagic", { subject, received: hex(bytes.subarray(0, 4)) });
  }
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) fail(headerBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = shape.reduce((product, size) => product * BigInt(size), BigInt(elementBytes)) + BigInt(headerBytes);
  if (expected !== BigInt(bytes.length)) {
    throw new ChainruleError("data.idxSize", {
      subject,
      shape: formatShape(shape),
      expected: String(expected),
      received: bytes.length,
    });
  }
  return { shape, values: elements(type, bytes, headerBytes, view) };
}

function elements(type: number, bytes: Uint8Array, headerBytes: number, view: DataView): IdxArray["values"] {
  const byteCount = bytes.length - headerBytes;
  switch (type) {
    case 0x08:
      return bytes.subarray(headerBytes);
    case 0x09:
      return new Int8Array(bytes.buffer, bytes.byteOffset + headerBytes, byteCount);
    case 0x0b:
      return Int16Array.from({ length: byteCount / 2 }, (_, i) => view.getInt16(headerBytes + 2 * i));
    case 0x0c:
      return Int32Array.from({ length: byteCount / 4 }, (_, i) => view.getInt32(headerBytes + 4 * i));
    case 0x0d:
      return Float32Array.from({ length: byteCount / 4 }, (_, i) => view.getFloat32(headerBytes + 4 * i));
    default:
      return Float64Array.from({ length: byteCount / 8 }, (_, i) => view.getFloat64(headerBytes + 8 * i));
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");
}
