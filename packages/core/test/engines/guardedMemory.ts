// A WebAssembly memory whose buffers stand between guard bytes, and the plain build of the kernels over it.
import { inflateRawSync } from "node:zlib";
import { plainKernels } from "../../src/engines/wasm/plainKernels.generated.ts";

const guardByteCount = 64;
const guardByte = 0xa5;

export type Kernel = (...args: number[]) => void;

/** Buffers between guards: a kernel that writes a byte outside its buffers is found out by `guardsAreIntact`. */
export class GuardedMemory {
  readonly #memory = new WebAssembly.Memory({ initial: 256 });
  readonly #kernels: WebAssembly.Exports;
  readonly #buffers: { byteOffset: number; byteCount: number }[] = [];
  #top = 1024;

  constructor() {
    const module = new WebAssembly.Module(inflateRawSync(Buffer.from(plainKernels, "base64")));
    this.#kernels = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports;
  }

  /** The exported kernel of that name. */
  kernel(name: string): Kernel {
    const kernel = this.#kernels[name];
    if (typeof kernel !== "function") throw new Error(`no kernel ${name}`);
    return (...args) => {
      kernel(...args);
    };
  }

  /** Forgets all buffers. */
  clear(): void {
    this.#buffers.length = 0;
    this.#top = 1024;
  }

  /** Byte offset (a multiple of 16) of a new buffer filled with NaN. */
  allocate(byteCount: number): number {
    const byteOffset = this.#top + guardByteCount;
    const end = byteOffset + byteCount + guardByteCount;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536));
    const bytes = new Uint8Array(this.#memory.buffer);
    bytes.fill(guardByte, this.#top, end);
    bytes.fill(0xff, byteOffset, byteOffset + byteCount);
    this.#buffers.push({ byteOffset, byteCount });
    this.#top = Math.ceil(end / 16) * 16;
    return byteOffset;
  }

  /** Byte offset of a new buffer that holds these values. */
  put(values: Float32Array | Int32Array): number {
    const byteOffset = this.allocate(values.byteLength);
    new Uint8Array(this.#memory.buffer).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      byteOffset,
    );
    return byteOffset;
  }

  floats(byteOffset: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, byteOffset, count);
  }

  integers(byteOffset: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, byteOffset, count);
  }

  guardsAreIntact(): boolean {
    const bytes = new Uint8Array(this.#memory.buffer);
    return this.#buffers.every(({ byteOffset, byteCount }) => {
      const before = bytes.subarray(byteOffset - guardByteCount, byteOffset);
      const after = bytes.subarray(byteOffset + byteCount, byteOffset + byteCount + guardByteCount);
      return before.every((byte) => byte === guardByte) && after.every((byte) => byte === guardByte);
    });
  }
}

/** A small generator (Marsaglia's xorshift32): uniform numbers in [0, 1), the same in every run. */
export function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** `count` values in [-1, 1). */
export function randomFloats(count: number, uniform: () => number): Float32Array {
  return Float32Array.from({ length: count }, () => 2 * uniform() - 1);
}

/** Cuts [0, unitCount) into ranges of 1 to `longest` units. */
export function splitUnits(unitCount: number, longest: number, uniform: () => number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let begin = 0; begin < unitCount; ) {
    const end = Math.min(unitCount, begin + 1 + Math.floor(uniform() * longest));
    ranges.push([begin, end]);
    begin = end;
  }
  return ranges;
}
