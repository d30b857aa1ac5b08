import { Bytes } from "./binary/bytes.ts";
import { FunctionBuilder } from "./binary/functionBuilder.ts";
import { ModuleBuilder, maximumPages } from "./binary/moduleBuilder.ts";
import { inflate } from "./inflate.ts";
import { plainKernels } from "./plainKernels.generated.ts";

/** The build with relaxed multiply-add is another module, so that only who asks for it loads it. */
async function kernelBytes(fused: boolean): Promise<Uint8Array> {
  return inflate(fused ? (await import("./fastKernels.generated.ts")).fastKernels : plainKernels);
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readUnsigned(cursor: Cursor): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = cursor.bytes[cursor.at] ?? 0;
    cursor.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 0x80;
  }
}

function skipName(cursor: Cursor): void {
  const length = readUnsigned(cursor);
  cursor.at += length;
}

/** The import section with its memory made shared or not, and able to grow as far as addresses reach. */
function withMemory(section: Uint8Array, shared: boolean): Uint8Array {
  const cursor: Cursor = { bytes: section, at: 0 };
  const result = new Bytes();
  const count = readUnsigned(cursor);
  result.unsigned(count);
  for (let i = 0; i < count; i += 1) {
    const start = cursor.at;
    skipName(cursor);
    skipName(cursor);
    const kind = section[cursor.at];
    cursor.at += 1;
    if (kind === 0x02) {
      result.append(section.subarray(start, cursor.at));
      const flags = readUnsigned(cursor);
      readUnsigned(cursor);
      if ((flags & 1) === 1) readUnsigned(cursor);
      result
        .byte(shared ? 0x03 : 0x01)
        .unsigned(1)
        .unsigned(maximumPages);
    } else if (kind === 0x00) {
      readUnsigned(cursor);
      result.append(section.subarray(start, cursor.at));
    } else {
      throw new RangeError("kernels import a memory and functions only");
    }
  }
  return result.toArray();
}

const importSection = 2;
const headerBytes = 8;

/** The kernels' module for a memory that is shared between threads, or not. */
function withSharing(module: Uint8Array, shared: boolean): Uint8Array<ArrayBuffer> {
  const cursor: Cursor = { bytes: module, at: headerBytes };
  const result = new Bytes().append(module.subarray(0, headerBytes));
  while (cursor.at < module.length) {
    const id = module[cursor.at] ?? 0;
    cursor.at += 1;
    const length = readUnsigned(cursor);
    const body = module.subarray(cursor.at, cursor.at + length);
    cursor.at += length;
    const content = id === importSection ? withMemory(body, shared) : body;
    result.byte(id).unsigned(content.length).append(content);
  }
  return result.toArray();
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles the kernels, once for each build. */
export function kernelsModule(options: { shared: boolean; fused: boolean }): Promise<WebAssembly.Module> {
  const key = `${options.shared}/${options.fused}`;
  let module = compiled.get(key);
  if (module === undefined) {
    module = kernelBytes(options.fused).then((bytes) => WebAssembly.compile(withSharing(bytes, options.shared)));
    compiled.set(key, module);
  }
  return module;
}

/** Whether this machine runs relaxed SIMD, which the `fast` build needs. */
export function hasFusedMultiplyAdd(): boolean {
  const builder = new FunctionBuilder(["v128"], ["v128"]);
  builder.get(0).get(0).get(0).simd("f32x4RelaxedMadd");
  const module = new ModuleBuilder(false);
  module.add(builder);
  return WebAssembly.validate(module.encode());
}
