import { ChainruleError } from "../../errors/chainruleError.ts";
import type { DType } from "../../graph/dtype.ts";
import { maximumPages } from "./binary/moduleBuilder.ts";
import { alignUp } from "./plan/memory.ts";

const pageBytes = 65536;
/** The first page belongs to the kernels' own data and to the control block. */
const firstAddress = pageBytes;
/** Where threads meet. */
export const controlAddress = 49152;
/** Vectors may read a little past the last buffer. */
const slackBytes = 256;

/** Reads and writes typed arrays over a memory that grows. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  private next = firstAddress;

  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory({ initial: 2, maximum: maximumPages, shared });
  }

  /** Room for `bytes`, at a multiple of a cache line. */
  allocate(bytes: number): number {
    const address = this.next;
    const end = alignUp(address + bytes);
    const needed = Math.ceil((end + slackBytes) / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (needed > 0) {
      try {
        this.memory.grow(needed);
      } catch {
        throw new ChainruleError("engine.outOfMemory", { bytes });
      }
    }
    this.next = end;
    return address;
  }

  /** Bytes handed out so far. */
  get takenBytes(): number {
    return this.next - firstAddress;
  }

  view(dtype: DType, address: number, elements: number): Float32Array | Int32Array {
    return dtype === "f32"
      ? new Float32Array(this.memory.buffer, address, elements)
      : new Int32Array(this.memory.buffer, address, elements);
  }
}

/** An array of its own, with truth values as 0 and 1 (in memory true is −1: all bits set). */
export function copyOut(view: Float32Array | Int32Array, dtype: DType): Float32Array | Int32Array {
  return dtype === "bool" && view instanceof Int32Array ? view.map((value) => (value === 0 ? 0 : 1)) : view.slice();
}

/** Writes truth values as the engine's loops want them: all bits set, or none. */
export function spreadTruth(view: Float32Array | Int32Array, dtype: DType): void {
  if (dtype !== "bool") return;
  for (let index = 0; index < view.length; index += 1) view[index] = view[index] === 0 ? 0 : -1;
}
