import { bytesPerElement } from "../../../graph/dtype.ts";
import type { KernelArgument } from "../../../graph/lowering.ts";
import { elementCount } from "../../../graph/shape.ts";
import { FunctionBuilder, type Local } from "../binary/functionBuilder.ts";
import { ModuleBuilder } from "../binary/moduleBuilder.ts";
import type { PlanNode } from "../plan/planNode.ts";
import { addressedBuffer, type StepPlan } from "../plan/stepPlan.ts";
import type { GuardUnit, KernelUnit, Unit } from "../plan/unit.ts";
import { emitAwaitCommand, emitBarrier } from "./barrier.ts";
import type { Loop } from "./loop.ts";
import { emitLoop } from "./loopEmitter.ts";
import { UnitLoops } from "./unitLoops.ts";

/** Shorter than this, sharing a task costs more than it saves (nanoseconds; a barrier takes a quarter of a microsecond or more). */
const serialNanoseconds = 2000;
/** Steps shorter than this run on one thread altogether: to wake a thread that sleeps between calls takes up to 0.3 ms. */
const singleThreadNanoseconds = 60_000;

/** Where a program finds things that the session laid out before it was generated. */
export interface MemoryLayout {
  /** Address of the control block that threads meet at. */
  readonly control: number;
  /** Address of each thread's scratch: `scratch + thread · scratchStride`. */
  readonly scratch: number;
  readonly scratchStride: number;
  /** Where times are written when the program is traced: thread `t`'s at `trace + t · traceStride`. */
  readonly trace?: number;
  readonly traceStride?: number;
}

/** Bytes of trace for each thread: one time at the start, then one after every task and every meeting. */
export function traceBytes(plan: StepPlan): number {
  const tasks = plan.phases.reduce((sum, units) => sum + units.length + 8, 0);
  return 8 * 4 * (tasks + plan.phases.length + 2);
}

/** What a traced time stands behind. */
export type TraceEvent =
  | { readonly kind: "start" }
  | { readonly kind: "task"; readonly task: number }
  | { readonly kind: "meeting" };

/** What one task of a phase costs and how it is shared. */
export interface TaskReport {
  readonly unit: Unit;
  readonly phase: number;
  readonly units: number;
  readonly parallel: boolean;
}

export interface EmittedProgram {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether threads other than the first have work. */
  readonly parallel: boolean;
  readonly tasks: readonly TaskReport[];
  /** The events whose times a traced program writes, in order; empty when it is not traced. */
  readonly events: readonly TraceEvent[];
}

interface Task {
  readonly unit: Unit;
  readonly units: number;
  readonly grain: number;
  readonly nanoseconds: number;
  readonly call: (builder: FunctionBuilder, begin: () => void, end: () => void) => void;
}

/** Scratch bytes that each thread needs: the most that any kernel asks for. */
export function scratchBytes(plan: StepPlan): number {
  let most = 0;
  for (const call of plan.calls.values()) most = Math.max(most, call.scratchBytes);
  return most;
}

/** Generates the WebAssembly module of a step: its loops, and `run(thread, threads, steps)`, which gives the steps done. */
export function emitProgram(
  plan: StepPlan,
  layout: MemoryLayout,
  options: { shared: boolean; fused: boolean },
): EmittedProgram {
  return new ProgramEmitter(plan, layout, options).emit();
}

class ProgramEmitter {
  private readonly plan: StepPlan;
  private readonly layout: MemoryLayout;
  private readonly shared: boolean;
  private readonly loops: UnitLoops;
  private readonly module: ModuleBuilder;
  private readonly events: TraceEvent[] = [];

  constructor(plan: StepPlan, layout: MemoryLayout, options: { shared: boolean; fused: boolean }) {
    this.plan = plan;
    this.layout = layout;
    this.shared = options.shared;
    this.loops = new UnitLoops(plan, options.fused);
    this.module = new ModuleBuilder(options.shared);
  }

  emit(): EmittedProgram {
    for (const call of this.plan.calls.values()) this.module.importKernel(call.kernel, call.arguments.length);
    if (this.layout.trace !== undefined) this.module.importClock();
    const phases = this.plan.phases.map((units) => units.flatMap((unit) => this.tasksOf(unit)));
    const total = phases.flat().reduce((sum, task) => sum + task.nanoseconds, 0);
    const share = this.shared && total >= singleThreadNanoseconds;
    const isParallel = (task: Task): boolean =>
      share && task.units > task.grain && task.nanoseconds >= serialNanoseconds;
    const run = this.emitRun(phases, isParallel);
    this.module.add(run, "run");
    if (this.shared) this.module.add(emitAwaitCommand(this.layout.control), "awaitCommand");
    const tasks = phases.flatMap((phase, index) =>
      phase.map((task) => ({ unit: task.unit, phase: index, units: task.units, parallel: isParallel(task) })),
    );
    return { bytes: this.module.encode(), parallel: tasks.some((task) => task.parallel), tasks, events: this.events };
  }

  private emitRun(phases: readonly (readonly Task[])[], isParallel: (task: Task) => boolean): FunctionBuilder {
    const barrier = this.shared ? this.module.add(emitBarrier(this.layout.control)) : undefined;
    const builder = new FunctionBuilder(["i32", "i32", "i32"], ["i32"]);
    const [thread, threads, steps] = [0, 1, 2];
    const step = builder.local("i32");
    const parallelPhase = phases.map((tasks, index) => tasks.some(isParallel) || this.guardOf(index) !== undefined);
    const anyParallel = phases.some((tasks) => tasks.some(isParallel));
    const meet = (): void => {
      if (barrier === undefined || !anyParallel) return;
      builder.get(threads).call(barrier);
      this.emitTrace(builder, { kind: "meeting" });
    };
    let task = 0;
    const indexOf = new Map(phases.flat().map((each) => [each, task++]));
    const trace = (each: Task): void => {
      this.emitTrace(builder, { kind: "task", task: indexOf.get(each) ?? 0 });
    };
    builder.i32(0).set(step);
    builder.block(() => {
      builder.loop(() => {
        builder.get(step).get(steps).op("i32GeS").brIf(1);
        let shared = false;
        this.emitTrace(builder, { kind: "start" });
        phases.forEach((tasks, index) => {
          const isShared = parallelPhase[index] ?? false;
          if (index > 0 && (shared || isShared)) {
            meet();
            shared = false;
          }
          shared ||= isShared;
          const serial = tasks.filter((task) => !isParallel(task));
          for (const each of tasks.filter(isParallel)) {
            this.emitShared(builder, each, thread, threads);
            trace(each);
          }
          if (serial.length > 0) {
            const all = (): void => {
              for (const each of serial) {
                each.call(
                  builder,
                  () => builder.i32(0),
                  () => builder.i32(each.units),
                );
                trace(each);
              }
            };
            if (anyParallel) builder.get(thread).op("i32Eqz").ifThen(all);
            else all();
          }
          const guard = this.guardOf(index);
          if (guard !== undefined) this.emitGuard(builder, guard);
        });
        meet();
        builder.get(step).i32(1).op("i32Add").set(step).br(0);
      });
    });
    meet();
    builder.get(step);
    return builder;
  }

  /** Writes the time after an event (only in traced programs): each thread has its own row. */
  private emitTrace(builder: FunctionBuilder, event: TraceEvent): void {
    const { trace, traceStride } = this.layout;
    if (trace === undefined || traceStride === undefined) return;
    builder
      .get(0)
      .i32(traceStride)
      .op("i32Mul")
      .i32(trace + 8 * this.events.length)
      .op("i32Add");
    builder.call(this.module.importClock()).memory("f64Store", 0);
    this.events.push(event);
  }

  /** begin = grain · ⌊blocks · thread / threads⌋, end likewise for the next thread. */
  private emitShared(builder: FunctionBuilder, task: Task, thread: Local, threads: Local): void {
    const blocks = Math.ceil(task.units / task.grain);
    const bound = (next: number): void => {
      builder.get(thread);
      if (next === 1) builder.i32(1).op("i32Add");
      builder.i32(blocks).op("i32Mul").get(threads).op("i32DivU");
      if (task.grain > 1) builder.i32(task.grain).op("i32Mul");
    };
    const end = builder.local("i32");
    bound(1);
    builder.set(end);
    if (task.grain > 1) {
      builder
        .get(end)
        .i32(task.units)
        .op("i32GtS")
        .ifThen(() => builder.i32(task.units).set(end));
    }
    task.call(
      builder,
      () => {
        bound(0);
      },
      () => builder.get(end),
    );
  }

  private guardOf(phase: number): GuardUnit | undefined {
    return this.plan.phases[phase]?.find((unit) => unit.kind === "guard");
  }

  /** Leaves the step loop (block depth 1) if the scalar is infinite or not a number. */
  private emitGuard(builder: FunctionBuilder, guard: GuardUnit): void {
    builder
      .i32(addressedBuffer(this.plan, guard.node).address)
      .memory("f32Load", 0)
      .op("f32Abs")
      .f32Infinity()
      .op("f32Lt")
      .op("i32Eqz")
      .brIf(1);
  }

  private tasksOf(unit: Unit): Task[] {
    switch (unit.kind) {
      case "kernel":
        return [this.kernelTask(unit)];
      case "guard":
        return [];
      default:
        return this.loops.loopsOf(unit).map((loop) => this.loopTask(unit, loop));
    }
  }

  private loopTask(unit: Unit, loop: Loop): Task {
    const { builder, units, grain } = emitLoop(loop);
    const index = this.module.add(builder);
    const nanoseconds = 30 + elementCount(loop.shape) * (0.2 + loop.graph.nodes.length * 0.08);
    return {
      unit,
      units,
      grain,
      nanoseconds,
      call: (run, begin, end) => {
        begin();
        end();
        run.call(index);
      },
    };
  }

  private kernelTask(unit: KernelUnit): Task {
    const call = this.plan.calls.get(unit);
    if (call === undefined) throw new RangeError("a kernel without a call");
    const index = this.module.importKernel(call.kernel, call.arguments.length);
    const { node } = unit;
    const flops = node.tensor.op.flops(
      node.inputs.map((input) => input.shape),
      node.shape,
    );
    return {
      unit,
      units: call.units,
      grain: Math.max(1, call.grain),
      nanoseconds: 50 + flops / 30 + elementCount(node.shape) * 0.3,
      call: (run, begin, end) => {
        for (const argument of call.arguments) this.emitArgument(run, node, argument, begin, end);
        run.call(index);
      },
    };
  }

  private emitArgument(
    run: FunctionBuilder,
    node: PlanNode,
    argument: KernelArgument,
    begin: () => void,
    end: () => void,
  ): void {
    if (typeof argument === "number") {
      run.i32(argument);
    } else if (typeof argument === "object") {
      const { base, view } = this.plan.fusion.inputOf(node, argument.input);
      run.i32(addressedBuffer(this.plan, base).address + view.offset * bytesPerElement);
    } else if (argument === "output") {
      run.i32(addressedBuffer(this.plan, node).address);
    } else if (argument === "begin") {
      begin();
    } else if (argument === "end") {
      end();
    } else {
      run.get(0).i32(this.layout.scratchStride).op("i32Mul").i32(this.layout.scratch).op("i32Add");
    }
  }
}
