import { ChainruleError } from "../../errors/chainruleError.ts";
import { bytesPerElement, type DType } from "../../graph/dtype.ts";
import { elementCount } from "../../graph/shape.ts";
import type { Step } from "../../graph/step.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Variable } from "../../graph/variable.ts";
import { variableOf } from "../../ops/variable.ts";
import type { Program, Session, SessionOptions, TensorValue } from "../session.ts";
import { Arena, controlAddress, copyOut, spreadTruth } from "./arena.ts";
import { emitProgram, scratchBytes, traceBytes } from "./codegen/programEmitter.ts";
import { hasFusedMultiplyAdd, kernelsModule } from "./kernels.ts";
import { alignment, alignUp, bufferBytes, placeBuffers } from "./plan/memory.ts";
import { addressScans } from "./plan/scanPlan.ts";
import { planStep, type StepPlan } from "./plan/stepPlan.ts";
import { canShareMemory, defaultThreads } from "./threads/platform.ts";
import { type SharedSession, threadPool } from "./threads/pool.ts";
import { WasmProgram } from "./wasmProgram.ts";

interface StateSlot {
  readonly address: number;
  readonly elements: number;
  readonly dtype: DType;
}

/** Asks for relaxed SIMD only where it was wanted and exists. */
function wantsFused(options: SessionOptions): boolean {
  return options.fast === true && hasFusedMultiplyAdd();
}

/** Makes a session of the WebAssembly engine. */
export async function createWasmSession(options: SessionOptions = {}): Promise<WasmSession> {
  const wanted = options.threads ?? defaultThreads();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 64) {
    throw new ChainruleError("engine.threads", { received: String(wanted) });
  }
  const helpers = wanted > 1 && canShareMemory() ? await threadPool.reserve(wanted - 1) : 0;
  const threads = helpers + 1;
  const shared = threads > 1;
  const fused = wantsFused(options);
  return new WasmSession(threads, fused, await kernelsModule({ shared, fused }));
}

/** A state in one WebAssembly memory, and the programs compiled in it. */
export class WasmSession implements Session {
  readonly engine = "wasm";
  readonly threads: number;
  private readonly fused: boolean;
  private readonly arena: Arena;
  private readonly state = new Map<Variable, StateSlot>();
  private readonly kernels: WebAssembly.Module;
  private readonly imports: WebAssembly.Imports;
  private readonly modules: WebAssembly.Module[] = [];
  private readonly shared: SharedSession;

  constructor(threads: number, fused: boolean, kernels: WebAssembly.Module) {
    this.threads = threads;
    this.fused = fused;
    this.kernels = kernels;
    this.arena = new Arena(threads > 1);
    const { memory } = this.arena;
    const env = {
      memory,
      abort: () => {
        throw new Error("kernel aborted");
      },
      clock: () => performance.now(),
    };
    const instance = new WebAssembly.Instance(kernels, { env });
    this.imports = { env, kernels: instance.exports };
    this.shared = { memory, kernels: this.kernels, control: controlAddress, programs: this.modules };
  }

  /** Bytes of memory that variables and programs take together: their state, and each program's `planBytes`. */
  get arenaBytes(): number {
    return this.arena.takenBytes;
  }

  compile(step: Step): Promise<Program> {
    return this.build(step, false);
  }

  /** Compiles a step that also notes when each of its tasks ended, on every thread. */
  compileTraced(step: Step): Promise<WasmProgram> {
    return this.build(step, true);
  }

  private async build(step: Step, traced: boolean): Promise<WasmProgram> {
    const plan = planStep(step);
    this.placeState(plan);
    const { buffers } = plan;
    const work = placeBuffers(buffers.filter((buffer) => buffer.kind === "work"));
    const fixed = buffers.filter((buffer) => buffer.kind === "feed" || buffer.kind === "constant");
    const fixedBytes = fixed.reduce((sum, buffer) => sum + bufferBytes(buffer), 0);
    const scratchStride = alignUp(scratchBytes(plan));
    const planBytes = work.bytes + fixedBytes + scratchStride * this.threads;
    let next = this.arena.allocate(planBytes);
    for (const [buffer, offset] of work.offsets) buffer.address = next + offset;
    next += work.bytes;
    for (const buffer of fixed) {
      buffer.address = next;
      next += bufferBytes(buffer);
      if (buffer.values === undefined) continue;
      const view = this.arena.view(buffer.dtype, buffer.address, buffer.elements);
      view.set(buffer.values);
      spreadTruth(view, buffer.dtype);
    }
    addressScans(plan);
    const trace = traced ? this.traceRoom(plan) : undefined;
    const layout = {
      control: controlAddress,
      scratch: next,
      scratchStride,
      ...(trace === undefined ? {} : { trace: trace.address, traceStride: trace.stride }),
    };
    const emitted = emitProgram(plan, layout, { shared: this.threads > 1, fused: this.fused });
    const module = await WebAssembly.compile(emitted.bytes);
    const instance = new WebAssembly.Instance(module, this.imports);
    const { run } = instance.exports;
    if (typeof run !== "function") throw new TypeError("a program exports run");
    this.modules.push(module);
    return new WasmProgram({
      arena: this.arena,
      plan,
      emitted,
      trace,
      planBytes,
      threads: emitted.parallel ? this.threads : 1,
      number: this.modules.length,
      shared: this.shared,
      run: (thread, threads, steps) => Number(run(thread, threads, steps)),
    });
  }

  private traceRoom(plan: StepPlan): { address: number; stride: number } {
    const stride = alignUp(traceBytes(plan));
    return { address: this.arena.allocate(stride * this.threads), stride };
  }

  private placeState(plan: StepPlan): void {
    for (const buffer of plan.buffers) {
      if (buffer.variable !== undefined) buffer.address = this.slot(buffer.variable).address;
    }
  }

  private slot(variable: Variable): StateSlot {
    let slot = this.state.get(variable);
    if (slot === undefined) {
      const elements = elementCount(variable.shape);
      const address = this.arena.allocate(Math.max(alignment, alignUp(elements * bytesPerElement)));
      slot = { address, elements, dtype: variable.dtype };
      this.state.set(variable, slot);
      this.fill(slot, variable.initial(), variable.name);
    }
    return slot;
  }

  private fill(slot: StateSlot, values: ArrayLike<number>, name: string): void {
    if (values.length !== slot.elements) {
      throw new ChainruleError("engine.feedShape", {
        name,
        expected: `${slot.elements} elements`,
        received: `${values.length} elements`,
      });
    }
    const view = this.arena.view(slot.dtype, slot.address, slot.elements);
    view.set(values);
    spreadTruth(view, slot.dtype);
  }

  private variable(tensor: Tensor): Variable {
    const variable = variableOf(tensor);
    if (variable === undefined)
      throw new ChainruleError("engine.notVariable", { op: "session", received: tensor.name ?? tensor.op.name });
    return variable;
  }

  read(tensor: Tensor): TensorValue {
    const variable = this.variable(tensor);
    const { address, elements, dtype } = this.slot(variable);
    return { shape: variable.shape, dtype, data: copyOut(this.arena.view(dtype, address, elements), dtype) };
  }

  write(tensor: Tensor, values: ArrayLike<number>): void {
    const variable = this.variable(tensor);
    this.fill(this.slot(variable), values, variable.name);
  }
}
