// Past 400 lines: phases, turns of scans, meetings and tasks are one run function, whose parts share what is pending.
import { bytesPerElement } from "../../../graph/dtype.ts";
import type { KernelArgument } from "../../../graph/lowering.ts";
import { elementCount } from "../../../graph/shape.ts";
import { FunctionBuilder, type Local } from "../binary/functionBuilder.ts";
import { ModuleBuilder } from "../binary/moduleBuilder.ts";
import type { PlanBuffer } from "../plan/planBuffer.ts";
import type { PlanNode } from "../plan/planNode.ts";
import { addressedBuffer, type StepPlan } from "../plan/stepPlan.ts";
import type { GuardUnit, KernelUnit, ScanUnit, Unit } from "../plan/unit.ts";
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

/** Bytes of trace for each thread: one time at the start, then one after every task and every meeting (a scan is one task). */
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
  readonly kind: "task";
  readonly unit: Unit;
  readonly units: number;
  readonly grain: number;
  readonly nanoseconds: number;
  readonly call: (begin: () => void, end: () => void) => void;
}

/** A scan: phases that are run once for each turn. */
interface Turns {
  readonly kind: "turns";
  readonly unit: Unit;
  readonly steps: number;
  readonly turn: Local;
  readonly phases: readonly Phase[];
  readonly nanoseconds: number;
}

type Item = Task | Turns;

interface Phase {
  readonly items: readonly Item[];
  readonly guard: GuardUnit | undefined;
}

/** Scratch bytes that each thread needs: the most that any kernel asks for. */
export function scratchBytes(plan: StepPlan): number {
  let most = 0;
  for (const call of plan.calls.values()) most = Math.max(most, call.scratchBytes);
  for (const { body } of plan.scans.values()) most = Math.max(most, scratchBytes(body));
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
  private readonly fused: boolean;
  private readonly module: ModuleBuilder;
  private readonly run: FunctionBuilder = new FunctionBuilder(["i32", "i32", "i32"], ["i32"]);
  private readonly thread: Local = 0;
  private readonly threads: Local = 1;
  private readonly steps: Local = 2;
  private readonly events: TraceEvent[] = [];
  private barrier: number | undefined;
  private parallel: ReadonlySet<Item> = new Set();
  /** What has been done since threads last met: by all of them, by the first alone. */
  private pending = { shared: false, serial: false };

  constructor(plan: StepPlan, layout: MemoryLayout, options: { shared: boolean; fused: boolean }) {
    this.plan = plan;
    this.layout = layout;
    this.shared = options.shared;
    this.fused = options.fused;
    this.module = new ModuleBuilder(options.shared);
  }

  emit(): EmittedProgram {
    this.importKernels(this.plan);
    if (this.layout.trace !== undefined) this.module.importClock();
    const phases = this.phasesOf(this.plan, []);
    this.parallel = this.parallelItems(phases);
    this.emitRun(phases);
    this.module.add(this.run, "run");
    if (this.shared) this.module.add(emitAwaitCommand(this.layout.control), "awaitCommand");
    const tasks = phases.flatMap(({ items }, phase) =>
      items.map((item) => ({
        unit: item.unit,
        phase,
        units: item.kind === "task" ? item.units : item.steps,
        parallel: this.parallel.has(item),
      })),
    );
    return { bytes: this.module.encode(), parallel: this.parallel.size > 0, tasks, events: this.events };
  }

  private importKernels(plan: StepPlan): void {
    for (const call of plan.calls.values()) this.module.importKernel(call.kernel, call.arguments.length);
    for (const { body } of plan.scans.values()) this.importKernels(body);
  }

  /** Tasks that threads share, and scans with such tasks in their turns. */
  private parallelItems(phases: readonly Phase[]): ReadonlySet<Item> {
    const found = new Set<Item>();
    const total = phases.reduce((sum, phase) => sum + nanosecondsOf(phase), 0);
    if (!this.shared || total < singleThreadNanoseconds) return found;
    const visit = (within: readonly Phase[]): boolean => {
      let any = false;
      for (const item of within.flatMap(({ items }) => items)) {
        const isParallel =
          item.kind === "turns" ? visit(item.phases) : item.units > item.grain && item.nanoseconds >= serialNanoseconds;
        if (isParallel) found.add(item);
        any ||= isParallel;
      }
      return any;
    };
    visit(phases);
    return found;
  }

  private get anyParallel(): boolean {
    return this.parallel.size > 0;
  }

  /** Threads meet, if one may need what another has done since they last met. */
  private meet(isTraced: boolean): void {
    this.pending = { shared: false, serial: false };
    if (this.barrier === undefined || !this.anyParallel) return;
    this.run.get(this.threads).call(this.barrier);
    if (isTraced) this.emitTrace({ kind: "meeting" });
  }

  private emitRun(phases: readonly Phase[]): void {
    const { run } = this;
    this.barrier = this.shared ? this.module.add(emitBarrier(this.layout.control)) : undefined;
    const step = run.local("i32");
    const numbers = new Map(phases.flatMap(({ items }) => items).map((item, index) => [item, index]));
    run.i32(0).set(step);
    run.block(() => {
      run.loop(() => {
        run.get(step).get(this.steps).op("i32GeS").brIf(1);
        this.emitTrace({ kind: "start" });
        this.emitPhases(phases, (item) => {
          this.emitTrace({ kind: "task", task: numbers.get(item) ?? 0 });
        });
        this.meet(true);
        run.get(step).i32(1).op("i32Add").set(step).br(0);
      });
    });
    this.meet(true);
    run.get(step);
  }

  /** @param trace - writes the time after an item; absent inside turns */
  private emitPhases(phases: readonly Phase[], trace?: (item: Item) => void): void {
    for (const { items, guard } of phases) {
      const isShared = items.some((item) => this.parallel.has(item)) || guard !== undefined;
      if (this.pending.shared ? items.length > 0 || isShared : isShared && this.pending.serial) {
        this.meet(trace !== undefined);
      }
      for (const item of items) {
        if (item.kind !== "task" || !this.parallel.has(item)) continue;
        this.emitShared(item);
        this.pending.shared = true;
        trace?.(item);
      }
      const serial = items.filter((item) => !this.parallel.has(item));
      if (serial.length > 0) {
        const all = (): void => {
          for (const item of serial) {
            if (item.kind === "turns") this.emitTurns(item);
            else
              item.call(
                () => this.run.i32(0),
                () => this.run.i32(item.units),
              );
            trace?.(item);
          }
        };
        if (this.anyParallel) this.run.get(this.thread).op("i32Eqz").ifThen(all);
        else all();
        this.pending.serial = true;
      }
      for (const item of items) {
        if (item.kind !== "turns" || !this.parallel.has(item)) continue;
        if (this.pending.shared || this.pending.serial) this.meet(trace !== undefined);
        this.emitTurns(item);
        trace?.(item);
      }
      if (guard !== undefined) this.emitGuard(guard);
    }
  }

  /** The phases of a scan, once for each turn; where threads share them they meet after every turn. */
  private emitTurns(item: Turns): void {
    const { run } = this;
    const isShared = this.parallel.has(item);
    const before = this.pending;
    run.i32(0).set(item.turn);
    run.loop(() => {
      this.pending = { shared: false, serial: false };
      if (isShared) this.emitPhases(item.phases);
      else this.emitSerial(item.phases);
      if (isShared && (this.pending.shared || this.pending.serial)) this.meet(false);
      run.get(item.turn).i32(1).op("i32Add").tee(item.turn).i32(item.steps).op("i32LtS").brIf(0);
    });
    this.pending = before;
  }

  /** Phases that one thread runs alone. */
  private emitSerial(phases: readonly Phase[]): void {
    for (const { items } of phases) {
      for (const item of items) {
        if (item.kind === "turns") this.emitTurns(item);
        else
          item.call(
            () => this.run.i32(0),
            () => this.run.i32(item.units),
          );
      }
    }
  }

  /** Writes the time after an event (only in traced programs): each thread has its own row. */
  private emitTrace(event: TraceEvent): void {
    const { trace, traceStride } = this.layout;
    if (trace === undefined || traceStride === undefined) return;
    const { run } = this;
    run
      .get(this.thread)
      .i32(traceStride)
      .op("i32Mul")
      .i32(trace + 8 * this.events.length)
      .op("i32Add");
    run.call(this.module.importClock()).memory("f64Store", 0);
    this.events.push(event);
  }

  /** begin = grain · ⌊blocks · thread / threads⌋, end likewise for the next thread. */
  private emitShared(task: Task): void {
    const { run, thread, threads } = this;
    const blocks = Math.ceil(task.units / task.grain);
    const bound = (next: number): void => {
      run.get(thread);
      if (next === 1) run.i32(1).op("i32Add");
      run.i32(blocks).op("i32Mul").get(threads).op("i32DivU");
      if (task.grain > 1) run.i32(task.grain).op("i32Mul");
    };
    const end = run.local("i32");
    bound(1);
    run.set(end);
    if (task.grain > 1) {
      run
        .get(end)
        .i32(task.units)
        .op("i32GtS")
        .ifThen(() => run.i32(task.units).set(end));
    }
    task.call(
      () => {
        bound(0);
      },
      () => run.get(end),
    );
  }

  /** Leaves the step loop (block depth 1) if the scalar is infinite or not a number. */
  private emitGuard(guard: GuardUnit): void {
    this.run
      .i32(addressedBuffer(this.plan, guard.node).address)
      .memory("f32Load", 0)
      .op("f32Abs")
      .f32Infinity()
      .op("f32Lt")
      .op("i32Eqz")
      .brIf(1);
  }

  /** @param turns - of the scans around the plan, the outermost first */
  private phasesOf(plan: StepPlan, turns: readonly Local[]): Phase[] {
    const loops = new UnitLoops(plan, this.fused, turns.length);
    return plan.phases.map((units) => ({
      items: units.flatMap((unit): Item[] => {
        switch (unit.kind) {
          case "kernel":
            return [this.kernelTask(plan, unit, turns)];
          case "scan":
            return [this.turnsOf(plan, unit, turns)];
          case "guard":
            return [];
          default:
            return loops.loopsOf(unit).map((loop) => this.loopTask(unit, loop, turns));
        }
      }),
      guard: units.find((unit) => unit.kind === "guard"),
    }));
  }

  private turnsOf(plan: StepPlan, unit: ScanUnit, turns: readonly Local[]): Turns {
    const scan = plan.scans.get(unit);
    if (scan === undefined) throw new RangeError("a scan without a plan");
    const turn = this.run.local("i32");
    const phases = this.phasesOf(scan.body, [...turns, turn]);
    const nanoseconds = scan.steps * phases.reduce((sum, phase) => sum + nanosecondsOf(phase), 0);
    return { kind: "turns", unit, steps: scan.steps, turn, phases, nanoseconds };
  }

  private loopTask(unit: Unit, loop: Loop, turns: readonly Local[]): Task {
    const { builder, units, grain } = emitLoop(loop);
    const index = this.module.add(builder);
    const nanoseconds = 30 + elementCount(loop.shape) * (0.2 + loop.graph.nodes.length * 0.08);
    return {
      kind: "task",
      unit,
      units,
      grain,
      nanoseconds,
      call: (begin, end) => {
        begin();
        end();
        for (const turn of turns) this.run.get(turn);
        this.run.call(index);
      },
    };
  }

  private kernelTask(plan: StepPlan, unit: KernelUnit, turns: readonly Local[]): Task {
    const call = plan.calls.get(unit);
    if (call === undefined) throw new RangeError("a kernel without a call");
    const index = this.module.importKernel(call.kernel, call.arguments.length);
    const { node } = unit;
    const flops = node.tensor.op.flops(
      node.inputs.map((input) => input.shape),
      node.shape,
    );
    return {
      kind: "task",
      unit,
      units: call.units,
      grain: Math.max(1, call.grain),
      nanoseconds: 50 + flops / 30 + elementCount(node.shape) * 0.3,
      call: (begin, end) => {
        for (const argument of call.arguments) this.emitArgument(plan, node, argument, turns, begin, end);
        this.run.call(index);
      },
    };
  }

  private emitArgument(
    plan: StepPlan,
    node: PlanNode,
    argument: KernelArgument,
    turns: readonly Local[],
    begin: () => void,
    end: () => void,
  ): void {
    const { run } = this;
    const address = ({ address: first, moves }: PlanBuffer, element: number): void => {
      run.i32(first + element * bytesPerElement);
      moves.forEach(({ bytes }, level) => {
        const turn = turns[level];
        if (bytes !== 0 && turn !== undefined) run.get(turn).i32(bytes).op("i32Mul").op("i32Add");
      });
    };
    if (typeof argument === "number") {
      run.i32(argument);
    } else if (typeof argument === "object") {
      const { base, view } = plan.fusion.inputOf(node, argument.input);
      address(addressedBuffer(plan, base), view.offset);
    } else if (argument === "output") {
      address(addressedBuffer(plan, node), 0);
    } else if (argument === "begin") {
      begin();
    } else if (argument === "end") {
      end();
    } else {
      run.get(this.thread).i32(this.layout.scratchStride).op("i32Mul").i32(this.layout.scratch).op("i32Add");
    }
  }
}

function nanosecondsOf({ items }: Phase): number {
  return items.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0);
}
