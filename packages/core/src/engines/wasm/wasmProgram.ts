import { ChainruleError } from "../../errors/chainruleError.ts";
import { elementCount, rowMajorStrides } from "../../graph/shape.ts";
import { checkFeedNames, type FeedTarget, writeFeed } from "../feeds.ts";
import type { Feeds, Program, RunOptions, RunResult, TensorValue } from "../session.ts";
import { type Arena, copyOut, spreadTruth } from "./arena.ts";
import type { EmittedProgram } from "./codegen/programEmitter.ts";
import type { StepPlan } from "./plan/stepPlan.ts";
import { type SharedSession, threadPool } from "./threads/pool.ts";
import { ThreadChoice } from "./threads/threadChoice.ts";

export interface ProgramParts {
  readonly arena: Arena;
  readonly plan: StepPlan;
  readonly emitted: EmittedProgram;
  /** Where a traced program writes its times. */
  readonly trace: { readonly address: number; readonly stride: number } | undefined;
  readonly planBytes: number;
  readonly threads: number;
  readonly number: number;
  readonly shared: SharedSession;
  readonly run: (thread: number, threads: number, steps: number) => number;
}

/** A compiled step in a session's memory. */
export class WasmProgram implements Program {
  readonly planBytes: number;
  private readonly parts: ProgramParts;
  private readonly fed: Set<string> = new Set();
  private readonly choice: ThreadChoice = new ThreadChoice();
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
    checkFeedNames(this.targets, feeds, options.keepInputs ? this.fed : undefined);
    for (const target of this.targets) {
      const feed = feeds[target.name];
      if (feed === undefined) continue;
      const view = arena.view(target.dtype, target.address, target.elements);
      writeFeed(target, feed, view);
      spreadTruth(view, target.dtype);
      this.fed.add(target.name);
    }
    const steps = options.steps ?? 1;
    if (!Number.isInteger(steps) || steps < 1 || steps > 0x7fffffff) {
      throw new ChainruleError("engine.steps", { received: String(steps) });
    }
    const isChosen = threads > 1 && this.parts.trace === undefined;
    const isAlone = threads === 1 || (isChosen && this.choice.next === "one");
    const start = isChosen ? performance.now() : 0;
    const taking = isAlone ? 1 : threadPool.begin(shared, threads, number, steps);
    const stepsDone = this.runShare(taking, steps);
    if (isChosen) this.choice.took(performance.now() - start, steps);
    return { outputs: this.outputs(), stepsDone };
  }

  private runShare(threads: number, steps: number): number {
    try {
      return this.parts.run(0, threads, steps);
    } catch (error) {
      // The others would wait for this thread for ever.
      if (threads > 1) threadPool.abandon(this.parts.shared);
      throw error;
    }
  }

  /** What was planned and generated, for profiles. */
  get report(): { readonly plan: StepPlan; readonly emitted: EmittedProgram; readonly threads: number } {
    const { plan, emitted, threads } = this.parts;
    return { plan, emitted, threads };
  }

  /** Times in milliseconds of the last traced step: for each thread, one for each event. */
  traceTimes(): Float64Array[] {
    const { trace, arena, threads, emitted } = this.parts;
    if (trace === undefined) return [];
    return Array.from({ length: threads }, (_, thread) =>
      new Float64Array(arena.memory.buffer, trace.address + thread * trace.stride, emitted.events.length).slice(),
    );
  }

  private outputs(): { [name: string]: TensorValue } {
    const outputs: { [name: string]: TensorValue } = {};
    for (const [name, { tensor, buffer, view }] of this.parts.plan.outputs) {
      const { shape, dtype } = tensor;
      const whole = this.parts.arena.view(dtype, buffer.address, buffer.elements);
      const inOrder =
        view.offset === 0 &&
        rowMajorStrides(shape).every((stride, axis) => shape[axis] === 1 || view.strides[axis] === stride);
      const data =
        inOrder && elementCount(shape) === whole.length ? whole : gather(whole, view.strides, view.offset, shape);
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
