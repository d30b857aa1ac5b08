import { bytesPerElement } from "../../../graph/dtype.ts";
import { elementCount } from "../../../graph/shape.ts";
import type { Step } from "../../../graph/step.ts";
import type { Feeds, SessionOptions } from "../../session.ts";
import { bufferBytes } from "../plan/memory.ts";
import type { PlanNode } from "../plan/planNode.ts";
import type { StepPlan } from "../plan/stepPlan.ts";
import type { Unit } from "../plan/unit.ts";
import type { WasmProgram } from "../wasmProgram.ts";
import { createWasmSession } from "../wasmSession.ts";
import { measureRoofline } from "./roofline.ts";

/** One task of a step: a generated loop, a kernel call, a copy. */
export interface TaskProfile {
  readonly phase: number;
  readonly kind: Unit["kind"];
  /** Ops that the task computes, in order. */
  readonly ops: readonly string[];
  /** Layer or scope that the first op was built in, and its name if it has one. */
  readonly path: string | undefined;
  readonly shape: readonly number[];
  /** Whether threads share it. */
  readonly parallel: boolean;
  /** Milliseconds on each thread: medians over the steps measured. */
  readonly milliseconds: readonly number[];
  /** Floating-point operations by the definition of its ops; faster algorithms may need fewer. */
  readonly flops: number;
  /** Bytes that it reads and writes, each tensor counted once. */
  readonly bytes: number;
  /** Share of the roofline: flops ÷ (time of the slowest thread · threads that share it · roofline). */
  readonly rooflineShare: number;
}

/** Where the time and the memory of a step go. */
export interface StepProfile {
  readonly threads: number;
  /** Median milliseconds of a step, from its start to its last meeting. */
  readonly stepMilliseconds: number;
  /** Milliseconds that each thread waits for others in a step. */
  readonly idleMilliseconds: readonly number[];
  /** 10⁹ operations a second on one core at best, measured in the same run. */
  readonly rooflineGflops: number;
  readonly planBytes: number;
  /** Bytes of intermediate values in use during each phase. */
  readonly liveBytes: readonly number[];
  readonly tasks: readonly TaskProfile[];
}

const warmUpSteps = 30;
const measuredSteps = 41;

/**
 * Runs a step with a clock behind every task, in a wasm session of its own, and tells where time and memory go. Times are
 * medians of 41 runs, after 30 steps of warming up.
 *
 * @param step - what `trainingStep` or `minimize` gives
 * @param options - `threads`, `fast`
 * @example
 * const { step, feeds } = trainingStep(model, data, { loss: crossEntropy(), optimizer: adam(), batchSize: 64 });
 * const { stepMilliseconds, tasks } = await profileStep(step, feeds);
 */
export async function profileStep(step: Step, feeds: Feeds, options: SessionOptions = {}): Promise<StepProfile> {
  const session = await createWasmSession(options);
  const program = await session.compileTraced(step);
  program.run(feeds, { steps: warmUpSteps });
  const samples = Array.from({ length: measuredSteps }, () => {
    program.run(feeds, { steps: 2 });
    return readTimes(program);
  });
  const { plan, emitted, threads } = program.report;
  const roofline = await measureRoofline({ fused: options.fast === true });
  const tasks = emitted.tasks.map((task, index): TaskProfile => {
    const nodes = nodesOf(task.unit);
    const milliseconds = Array.from({ length: threads }, (_, thread) =>
      median(samples.map((sample) => sample.tasks[thread]?.[index] ?? 0)),
    );
    const flops = nodes.reduce((sum, node) => sum + flopsOf(node), 0);
    const sharing = task.parallel ? threads : 1;
    const slowest = Math.max(...milliseconds);
    return {
      phase: task.phase,
      kind: task.unit.kind,
      ops: nodes.map((node) => node.tensor.op.name),
      path: nodes[0]?.tensor.path ?? nodes[0]?.tensor.name,
      shape: nodes[nodes.length - 1]?.shape ?? [],
      parallel: task.parallel,
      milliseconds,
      flops,
      bytes: bytesOf(plan, task.unit),
      rooflineShare: slowest > 0 ? flops / (slowest * 1e6 * sharing * roofline) : 0,
    };
  });
  return {
    threads,
    stepMilliseconds: median(samples.map((sample) => sample.total)),
    idleMilliseconds: Array.from({ length: threads }, (_, thread) =>
      median(samples.map((sample) => sample.idle[thread] ?? 0)),
    ),
    rooflineGflops: roofline,
    planBytes: program.planBytes,
    liveBytes: liveBytes(plan),
    tasks,
  };
}

interface Sample {
  readonly total: number;
  readonly idle: readonly number[];
  /** Milliseconds by thread and task. */
  readonly tasks: readonly (readonly number[])[];
}

/** Differences between the times that a traced step wrote; a thread without a share of a serial task wrote none. */
function readTimes(program: WasmProgram): Sample {
  const { events, tasks } = program.report.emitted;
  const rows = program.traceTimes();
  const idle = rows.map(() => 0);
  const spent = rows.map(() => tasks.map(() => 0));
  let total = 0;
  rows.forEach((times, thread) => {
    const start = times[0] ?? 0;
    let previous = start;
    events.forEach((event, i) => {
      const time = times[i] ?? 0;
      if (event.kind === "start" || time < previous) return;
      const elapsed = time - previous;
      previous = time;
      if (event.kind === "meeting") idle[thread] = (idle[thread] ?? 0) + elapsed;
      else {
        const row = spent[thread];
        if (row !== undefined) row[event.task] = elapsed;
      }
    });
    if (thread === 0) total = previous - start;
  });
  return { total, idle, tasks: spent };
}

function nodesOf(unit: Unit): readonly PlanNode[] {
  switch (unit.kind) {
    case "loop":
      return [...unit.members, ...unit.reductions];
    case "store":
      return [];
    default:
      return [unit.node];
  }
}

function flopsOf(node: PlanNode): number {
  const shapes = node.inputs.map((input) => input.shape);
  return node.tensor.op.flops(shapes, node.shape);
}

function bytesOf(plan: StepPlan, unit: Unit): number {
  if (unit.kind === "store") return 2 * elementCount(unit.view.shape) * bytesPerElement;
  const nodes = nodesOf(unit);
  const read = new Set<PlanNode>();
  for (const node of nodes) {
    node.inputs.forEach((_input, index) => {
      const { base } = plan.fusion.inputOf(node, index);
      if (!nodes.includes(base)) read.add(base);
    });
  }
  const written = nodes.filter((node) => plan.bufferOf.has(node));
  return [...read, ...written].reduce((sum, node) => sum + elementCount(node.shape) * bytesPerElement, 0);
}

function liveBytes(plan: StepPlan): number[] {
  return plan.phases.map((_units, phase) =>
    plan.buffers
      .filter((buffer) => buffer.kind === "work" && buffer.firstPhase <= phase && phase <= buffer.lastPhase)
      .reduce((sum, buffer) => sum + bufferBytes(buffer), 0),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
