import { ChainruleError } from "../../errors/chainruleError.ts";
import { bytesPerElement, type DType } from "../../graph/dtype.ts";
import { elementCount, rowMajorStrides } from "../../graph/shape.ts";
import type { Step } from "../../graph/step.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Variable } from "../../graph/variable.ts";
import { variableOf } from "../../ops/variable.ts";
import { checkFeedNames, type FeedTarget, writeFeed } from "../feeds.ts";
import type { Feeds, Program, RunOptions, RunResult, Session, SessionOptions, TensorValue } from "../session.ts";
import { maximumPages } from "./binary/moduleBuilder.ts";
import { emitProgram, scratchBytes } from "./codegen/programEmitter.ts";
import { hasFusedMultiplyAdd, kernelsModule } from "./kernels.ts";
import { alignment, alignUp, bufferBytes, placeBuffers } from "./plan/memory.ts";
import { type StepPlan, planStep } from "./plan/stepPlan.ts";
import { canShareMemory, defaultThreads } from "./threads/platform.ts";
import { type SharedSession, threadPool } from "./threads/pool.ts";

const pageBytes = 65536;
/** The first page belongs to the kernels' own data and to the control block. */
const controlAddress = 49152;
const firstAddress = pageBytes;
/** Vectors may read a little past the last buffer. */
const slackBytes = 256;

interface StateSlot {
  readonly address: number;
  readonly elements: number;
  readonly dtype: DType;
}

/** Reads and writes typed arrays over a memory that grows. */
class Arena {
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

  view(dtype: DType, address: number, elements: number): Float32Array | Int32Array {
    return dtype === "f32"
      ? new Float32Array(this.memory.buffer, address, elements)
      : new Int32Array(this.memory.buffer, address, elements);
  }
}

/** An array of its own, with truth values as 0 and 1 (in memory true is −1: all bits set). */
function copyOut(view: Float32Array | Int32Array, dtype: DType): Float32Array | Int32Array {
  return dtype === "bool" && view instanceof Int32Array ? view.map((value) => (value === 0 ? 0 : 1)) : view.slice();
}

function spreadTruth(view: Float32Array | Int32Array, dtype: DType): void {
  if (dtype !== "bool") return;
  for (let index = 0; index < view.length; index += 1) view[index] = view[index] === 0 ? 0 : -1;
}

/** Asks for relaxed SIMD only where it was wanted and exists. */
function wantsFused(options: SessionOptions): boolean {
  return options.fast === true && hasFusedMultiplyAdd();
}

/** Makes a session of the WebAssembly engine. */
export async function createWasmSession(options: SessionOptions = {}): Promise<Session> {
  const wanted = options.threads ?? defaultThreads();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 64) {
    throw new ChainruleError("engine.threads", { received: String(wanted) });
  }
  const threads = canShareMemory() ? wanted : 1;
  const shared = threads > 1;
  const fused = wantsFused(options);
  if (shared) threadPool.reserve(threads - 1);
  return new WasmSession(threads, fused, await kernelsModule({ shared, fused }));
}

class WasmSession implements Session {
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
    };
    const instance = new WebAssembly.Instance(kernels, { env });
    this.imports = { env, kernels: instance.exports };
    this.shared = { memory, kernels: this.kernels, control: controlAddress, programs: this.modules };
  }

  async compile(step: Step): Promise<Program> {
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
    const layout = { control: controlAddress, scratch: next, scratchStride };
    const emitted = emitProgram(plan, layout, { shared: this.threads > 1, fused: this.fused });
    const module = await WebAssembly.compile(emitted.bytes);
    const instance = new WebAssembly.Instance(module, this.imports);
    const { run } = instance.exports;
    if (typeof run !== "function") throw new TypeError("a program exports run");
    this.modules.push(module);
    return new WasmProgram({
      arena: this.arena,
      plan,
      planBytes,
      threads: emitted.parallel ? this.threads : 1,
      number: this.modules.length,
      shared: this.shared,
      run: (thread, threads, steps) => Number(run(thread, threads, steps)),
    });
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
    if (variable === undefined) throw new ChainruleError("engine.notVariable", { op: "session", received: tensor.name ?? tensor.op.name });
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

interface ProgramParts {
  readonly arena: Arena;
  readonly plan: StepPlan;
  readonly planBytes: number;
  readonly threads: number;
  readonly number: number;
  readonly shared: SharedSession;
  readonly run: (thread: number, threads: number, steps: number) => number;
}

class WasmProgram implements Program {
  readonly planBytes: number;
  private readonly parts: ProgramParts;
  private readonly targets: readonly (FeedTarget & { readonly address: number; readonly elements: number })[];

  constructor(parts: ProgramParts) {
    this.parts = parts;
    this.planBytes = parts.planBytes;
    this.targets = [...parts.plan.feeds].map(([name, { tensor, buffer }]) => ({
      name,
      shape: tensor.shape,
      dtype: tensor.dtype,
      address: buffer.address,
      elements: buffer.elements,
    }));
  }

  run(feeds: Feeds, options: RunOptions = {}): RunResult {
    const { arena, threads, shared, number } = this.parts;
    checkFeedNames(this.targets, feeds);
    for (const target of this.targets) {
      const feed = feeds[target.name];
      if (feed === undefined) continue;
      const view = arena.view(target.dtype, target.address, target.elements);
      writeFeed(target, feed, view);
      spreadTruth(view, target.dtype);
    }
    const steps = options.steps ?? 1;
    if (!Number.isInteger(steps) || steps < 1 || steps > 0x7fffffff) {
      throw new ChainruleError("engine.steps", { received: String(steps) });
    }
    const taking = threads > 1 ? threadPool.begin(shared, threads, number, steps) : 1;
    const stepsDone = this.parts.run(0, taking, steps);
    return { outputs: this.outputs(), stepsDone };
  }

  private outputs(): { [name: string]: TensorValue } {
    const outputs: { [name: string]: TensorValue } = {};
    for (const [name, { tensor, buffer, view }] of this.parts.plan.outputs) {
      const { shape, dtype } = tensor;
      const whole = this.parts.arena.view(dtype, buffer.address, buffer.elements);
      const inOrder = view.offset === 0 && rowMajorStrides(shape).every((stride, axis) => shape[axis] === 1 || view.strides[axis] === stride);
      const data = inOrder && elementCount(shape) === whole.length ? whole : gather(whole, view.strides, view.offset, shape);
      outputs[name] = { shape, dtype, data: copyOut(data, dtype) };
    }
    return outputs;
  }
}

function gather(
  values: Float32Array | Int32Array,
  strides: readonly number[],
  offset: number,
  shape: readonly number[],
): Float32Array | Int32Array {
  const count = elementCount(shape);
  const result = values instanceof Float32Array ? new Float32Array(count) : new Int32Array(count);
  const position = shape.map(() => 0);
  let place = offset;
  for (let index = 0; index < count; index += 1) {
    result[index] = values[place] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (position[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 1)) {
        position[axis] = next;
        place += stride;
        break;
      }
      position[axis] = 0;
      place -= stride * (next - 1);
    }
  }
  return result;
}
