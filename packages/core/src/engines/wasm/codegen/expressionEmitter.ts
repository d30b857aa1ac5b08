import type { FunctionBuilder, Local } from "../binary/functionBuilder.ts";
import type { LaneNode } from "./laneGraph.ts";
import type { Loop } from "./loop.ts";

const bytesPerLane = 4;

/** How often a node has to be computed: once for the function, once before each run of the inner axis, or for every vector. */
type Level = "function" | "row" | "vector";

/** How a loop reaches its arrays along the inner axis. */
export interface LoopAccesses {
  /** Steps in elements along the inner axis. */
  readonly strides: readonly number[];
  /** The local that holds the byte offset of the present place. */
  readonly pointers: readonly Local[];
  /** What the pointer counts from. */
  readonly addresses: readonly number[];
}

/** Emits the loads, the arithmetic and the stores of a loop's body for vectors of four elements along the inner axis. */
export class ExpressionEmitter {
  private readonly builder: FunctionBuilder;
  private readonly loop: Loop;
  private readonly innerStrides: readonly number[];
  private readonly pointers: readonly Local[];
  private readonly addresses: readonly number[];
  private readonly needed: readonly LaneNode[];
  private readonly level = new Map<LaneNode, Level>();
  private readonly locals = new Map<LaneNode, Local>();
  private readonly lanesOfIndex: Local | undefined;

  /** `accesses` describes operands, outputs, reductions and the running index, in this order. */
  constructor(builder: FunctionBuilder, loop: Loop, accesses: LoopAccesses) {
    this.builder = builder;
    this.loop = loop;
    this.innerStrides = accesses.strides;
    this.pointers = accesses.pointers;
    this.addresses = accesses.addresses;
    this.needed = this.reachable();
    for (const node of this.needed) this.level.set(node, this.levelOf(node));
    this.lanesOfIndex = this.needed.some((node) => node.value.kind === "index") ? builder.local("v128") : undefined;
  }

  private reachable(): LaneNode[] {
    const wanted = new Set<LaneNode>();
    const stack: LaneNode[] = [...this.loop.outputs, ...this.loop.reductions].map((output) => output.lane);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (wanted.has(node)) continue;
      wanted.add(node);
      if (node.value.kind === "apply") stack.push(...node.value.inputs);
    }
    return this.loop.graph.nodes.filter((node) => wanted.has(node));
  }

  private levelOf(node: LaneNode): Level {
    const { value } = node;
    switch (value.kind) {
      case "constant":
        return "function";
      case "index":
        return "vector";
      case "operand":
        return this.innerStrides[value.operand] === 0 ? "row" : "vector";
      case "apply": {
        const levels = value.inputs.map((input) => this.level.get(input));
        if (levels.includes("vector")) return "vector";
        return levels.includes("row") ? "row" : "function";
      }
    }
  }

  private localOf(node: LaneNode): Local {
    let local = this.locals.get(node);
    if (local === undefined) {
      local = this.builder.local("v128");
      this.locals.set(node, local);
    }
    return local;
  }

  private pointer(access: number): Local {
    const local = this.pointers[access];
    if (local === undefined) throw new RangeError("no pointer for this access");
    return local;
  }

  /** Number of instructions for each vector, to decide how far to unroll. */
  get vectorCost(): number {
    return this.needed.filter((node) => this.level.get(node) === "vector").length;
  }

  /** Constants, and what follows from them alone. Call once, before any loop. */
  emitFunctionLevel(): void {
    if (this.lanesOfIndex !== undefined) {
      this.builder.v128([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]).set(this.lanesOfIndex);
    }
    this.emitLevel("function", 0, 4);
  }

  /** Values that stay the same along the inner axis. */
  emitRowLevel(): void {
    this.emitLevel("row", 0, 4);
  }

  /** The values of one vector that begins `elements` beyond the pointers; `lanes` of its four elements exist. */
  emitVector(elements: number, lanes: number): void {
    this.emitLevel("vector", elements, lanes);
  }

  private emitLevel(level: Level, elements: number, lanes: number): void {
    for (const node of this.needed) {
      if (this.level.get(node) !== level) continue;
      this.emitNode(node, elements, lanes);
      this.builder.set(this.localOf(node));
    }
  }

  private emitNode(node: LaneNode, elements: number, lanes: number): void {
    const { builder } = this;
    const { value } = node;
    switch (value.kind) {
      case "constant": {
        const bytes = new Uint8Array(new Int32Array(4).fill(value.bits).buffer);
        builder.v128(bytes);
        return;
      }
      case "index":
        builder
          .get(this.pointer(this.pointers.length - 1))
          .i32(2)
          .op("i32ShrU")
          .i32(elements)
          .op("i32Add");
        builder.simd("i32x4Splat");
        if (this.lanesOfIndex !== undefined) builder.get(this.lanesOfIndex).simd("i32x4Add");
        return;
      case "operand":
        this.emitLoad(value.operand, elements, lanes);
        return;
      case "apply":
        for (const input of value.inputs) builder.get(this.localOf(input));
        if (value.shift !== undefined) builder.i32(value.shift);
        builder.simd(value.instruction);
        return;
    }
  }

  private emitLoad(operand: number, elements: number, lanes: number): void {
    const { builder } = this;
    const stride = this.innerStrides[operand] ?? 0;
    const pointer = this.pointer(operand);
    const address = this.addresses[operand] ?? 0;
    if (stride === 0) {
      builder.get(pointer).simdMemory("load32Splat", address);
      return;
    }
    const bytes = elements * stride * bytesPerLane;
    if (stride === 1) {
      builder.get(pointer).simdMemory("load", address + bytes);
      return;
    }
    builder.simdMemory("load32Zero", emitPlace(builder, pointer, address, bytes));
    const partial = this.localOfLoad(operand);
    for (let lane = 1; lane < lanes; lane += 1) {
      builder.set(partial);
      const offset = emitPlace(builder, pointer, address, bytes + lane * stride * bytesPerLane);
      builder.get(partial).simdLaneMemory("load32Lane", offset, lane);
    }
  }

  private readonly loadLocals = new Map<number, Local>();

  private localOfLoad(operand: number): Local {
    let local = this.loadLocals.get(operand);
    if (local === undefined) {
      local = this.builder.local("v128");
      this.loadLocals.set(operand, local);
    }
    return local;
  }

  /** Stores every output of the vector just computed. */
  emitStores(elements: number, lanes: number): void {
    this.loop.outputs.forEach((output, i) => {
      const access = this.loop.operands.length + i;
      const stride = this.innerStrides[access] ?? 0;
      emitStore(this.builder, {
        pointer: this.pointer(access),
        address: this.addresses[access] ?? 0,
        elements,
        value: this.localOf(output.lane),
        stride,
        lanes,
      });
    });
  }

  /** The local that holds reduction `reduction`'s addend after `emitVector`. */
  reductionValue(reduction: number): Local {
    const target = this.loop.reductions[reduction];
    if (target === undefined) throw new RangeError("no such reduction");
    return this.localOf(target.lane);
  }
}

/** Puts the address of the place `bytes` from a pointer on the stack; gives the constant part for the instruction. */
function emitPlace(builder: FunctionBuilder, pointer: Local, address: number, bytes: number): number {
  builder.get(pointer);
  if (bytes >= 0) return address + bytes;
  builder.i32(bytes).op("i32Add");
  return address;
}

/** Stores the first `lanes` lanes of a vector that begins `elements` places from the pointer, `stride` elements apart. */
export function emitStore(
  builder: FunctionBuilder,
  store: { pointer: Local; address: number; elements: number; value: Local; stride: number; lanes: number },
): void {
  const { pointer, address, value, stride, lanes } = store;
  const bytes = store.elements * stride * bytesPerLane;
  if (stride === 1 && lanes === 4) {
    builder
      .get(pointer)
      .get(value)
      .simdMemory("store", address + bytes);
    return;
  }
  let lane = 0;
  if (stride === 1 && lanes >= 2) {
    builder
      .get(pointer)
      .get(value)
      .simdLaneMemory("store64Lane", address + bytes, 0);
    lane = 2;
  }
  for (; lane < lanes; lane += 1) {
    const offset = emitPlace(builder, pointer, address, bytes + lane * stride * bytesPerLane);
    builder.get(value).simdLaneMemory("store32Lane", offset, lane);
  }
}
