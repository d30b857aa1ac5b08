import { ChainruleError } from "../errors/chainruleError.ts";
import { duplicateKey } from "./duplicateKey.ts";
import { type ElementType, elementBytes, elementTypes, isElementType } from "./elementType.ts";

/** Where a tensor lies in a file. */
export interface TensorEntry {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** First byte after it. */
  readonly end: number;
}

/** What the header of a file says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In order of their place in the file. */
  readonly entries: readonly TensorEntry[];
  /** Where the data begin in the file. */
  readonly dataOffset: number;
}

const mostHeaderBytes = 100_000_000;

/** Reads and checks the header against the file's length before anything is allocated for tensors. */
export function parseHeader(bytes: Uint8Array, subject: string): SafetensorsHeader {
  if (bytes.length < 8) throw new ChainruleError("serialization.tooShort", { subject, received: bytes.length });
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const received = String(headerBytes);
  if (headerBytes > BigInt(mostHeaderBytes)) {
    throw new ChainruleError("serialization.headerLength", { subject, most: mostHeaderBytes, received });
  }
  if (headerBytes > BigInt(bytes.length - 8)) {
    throw new ChainruleError("serialization.headerBeyondFile", { subject, most: bytes.length - 8, received });
  }
  const dataOffset = 8 + Number(headerBytes);
  const header = parseObject(bytes.subarray(8, dataOffset), subject);
  const dataBytes = bytes.length - dataOffset;
  const entries: TensorEntry[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") metadata = checkMetadata(value, subject);
    else entries.push(checkEntry(name, value, dataBytes, subject));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, dataBytes, subject);
  return { metadata, entries, dataOffset };
}

function parseObject(bytes: Uint8Array, subject: string): object {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ChainruleError("serialization.headerEncoding", { subject }, { cause });
  }
  const excerpt = JSON.stringify(text.slice(0, 40));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new ChainruleError("serialization.headerJson", { subject, received: excerpt }, { cause });
  }
  if (!text.startsWith("{") || !isObject(header)) {
    throw new ChainruleError("serialization.headerJson", { subject, received: excerpt });
  }
  const name = duplicateKey(text);
  if (name !== undefined) throw new ChainruleError("serialization.duplicateName", { subject, name });
  return header;
}

function checkMetadata(value: unknown, subject: string): Readonly<Record<string, string>> {
  if (isObject(value) && isRecordOfText(value)) return value;
  throw new ChainruleError("serialization.metadata", { subject, received: brief(value) });
}

function checkEntry(name: string, value: unknown, dataBytes: number, subject: string): TensorEntry {
  const fail = (expected: string, received: unknown): never => {
    throw new ChainruleError("serialization.entry", { subject, name, expected, received: brief(received) });
  };
  const form = "dtype, shape, data_offsets";
  if (!isObject(value) || !("dtype" in value) || !("shape" in value) || !("data_offsets" in value)) {
    return fail(form, value);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElementType(dtype)) {
    throw new ChainruleError("serialization.elementType", {
      subject,
      name,
      choices: elementTypes,
      received: brief(dtype),
    });
  }
  if (!isListOfSizes(shape)) return fail("shape: [n, …], n = 0, 1, 2, …", shape);
  if (!isListOfSizes(offsets)) return fail("data_offsets: [begin, end]", offsets);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    return fail("data_offsets: [begin, end]", offsets);
  }
  if (begin > end || end > dataBytes) {
    throw new ChainruleError("serialization.offsets", { subject, name, dataBytes, received: brief(offsets) });
  }
  const bytesNeeded = shape.reduce((product, size) => product * BigInt(size), BigInt(elementBytes[dtype]));
  if (bytesNeeded !== BigInt(end - begin)) {
    throw new ChainruleError("serialization.tensorSize", {
      subject,
      name,
      expected: `${brief(shape)} × ${dtype} = ${bytesNeeded} bytes`,
      received: String(end - begin),
    });
  }
  return { name, elementType: dtype, shape, begin, end };
}

function checkLayout(entries: readonly TensorEntry[], dataBytes: number, subject: string): void {
  let byteOffset = 0;
  let other = "";
  for (const { name, begin, end } of entries) {
    if (begin < byteOffset) throw new ChainruleError("serialization.overlap", { subject, name, other });
    if (begin > byteOffset) {
      throw new ChainruleError("serialization.hole", { subject, name, byteOffset, received: begin });
    }
    byteOffset = end;
    other = name;
  }
  if (byteOffset < dataBytes) {
    throw new ChainruleError("serialization.trailingBytes", { subject, received: dataBytes - byteOffset });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordOfText(value: object): value is Readonly<Record<string, string>> {
  return Object.values(value).every((entry) => typeof entry === "string");
}

function isListOfSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
