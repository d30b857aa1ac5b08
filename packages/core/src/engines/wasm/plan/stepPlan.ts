import type { KernelCall, View } from "../../../graph/lowering.ts";
import { elementCount } from "../../../graph/shape.ts";
import type { Step } from "../../../graph/step.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { Variable } from "../../../graph/variable.ts";
import { type Fusion, fuse } from "./fusion.ts";
import { type Inlay, inlaysOf, isInlaid } from "./inlays.ts";
import { phasesOf } from "./phases.ts";
import { isWhole, type Placed, rowMajorView, uniformValue } from "./placement.ts";
import { makeBuffer, type PlanBuffer } from "./planBuffer.ts";
import { type PlanNode, planGraph } from "./planNode.ts";
import { type Binding, placeTurn, roomElements, type ScanPlan, turnOf } from "./scanPlan.ts";
import { type AssembleUnit, dependsOn, type KernelUnit, type LoopUnit, type ScanUnit, type Unit } from "./unit.ts";

/** A step as units in phases, with a buffer for everything that is kept in memory. Addresses come later. */
export interface StepPlan {
  readonly phases: readonly (readonly Unit[])[];
  readonly fusion: Fusion;
  /** The buffer that holds a node's numbers; nodes inside a loop that nobody else reads have none. */
  readonly bufferOf: ReadonlyMap<PlanNode, PlanBuffer>;
  readonly buffers: readonly PlanBuffer[];
  readonly calls: ReadonlyMap<KernelUnit, KernelCall>;
  readonly scans: ReadonlyMap<ScanUnit, ScanPlan>;
  readonly inlays: ReadonlyMap<PlanNode, readonly Inlay[]>;
  readonly outputs: ReadonlyMap<string, { readonly tensor: Tensor; readonly buffer: PlanBuffer; readonly view: View }>;
  readonly feeds: ReadonlyMap<string, { readonly tensor: Tensor; readonly buffer: PlanBuffer }>;
}

/** The buffer that holds a node's numbers, once memory has been planned. */
export function addressedBuffer(plan: StepPlan, node: PlanNode): PlanBuffer {
  const buffer = plan.bufferOf.get(node);
  if (buffer === undefined || buffer.address < 0) throw new RangeError("a buffer without a place is used");
  return buffer;
}

/** Units that make the whole of one node. */
type Maker = KernelUnit | AssembleUnit | ScanUnit;

function isMaker(unit: Unit): unit is Maker {
  return unit.kind === "kernel" || unit.kind === "assemble" || unit.kind === "scan";
}

export function planStep(step: Step): StepPlan {
  return new StepPlanner(step).plan();
}

class StepPlanner {
  private readonly step: Step;
  private readonly fusion: Fusion;
  private readonly nodeOf: ReadonlyMap<Tensor, PlanNode>;
  private readonly units: Unit[];
  private readonly bufferOf = new Map<PlanNode, PlanBuffer>();
  private readonly buffers: PlanBuffer[] = [];
  private readonly stateBuffers = new Map<Variable, PlanBuffer>();
  private readonly feeds = new Map<string, { tensor: Tensor; buffer: PlanBuffer }>();
  private readonly inlays: ReadonlyMap<PlanNode, readonly Inlay[]>;
  private nextUnitId: number;
  /** Units that read a node's buffer. */
  private readonly readers = new Map<PlanNode, Set<Unit>>();

  constructor(step: Step) {
    this.step = step;
    const roots = [...Object.values(step.outputs), ...step.updates.map((update) => update.value)];
    if (step.guard !== undefined) roots.push(step.guard);
    const graph = planGraph([...roots, ...step.updates.map((update) => update.variable)]);
    this.nodeOf = graph.of;
    const wanted = roots.flatMap((tensor) => graph.of.get(tensor) ?? []);
    this.fusion = fuse(graph, wanted);
    this.units = [...this.fusion.units];
    this.inlays = inlaysOf(this.units, this.fusion);
    for (const [node, inlays] of this.inlays) {
      const maker = this.fusion.unitOf.get(node);
      for (const { unit } of inlays) for (const fill of unit.after) if (fill.kind === "fill") maker?.after.add(fill);
    }
    this.nextUnitId = this.units.reduce((most, unit) => Math.max(most, unit.id + 1), 0);
  }

  plan(): StepPlan {
    this.findReaders();
    this.makeBuffers();
    const guard = this.addGuard();
    this.addUpdates(guard);
    const scans = this.planScans();
    const phases = phasesOf(this.units);
    this.setLifetimes(phases, scans);
    return {
      phases,
      fusion: this.fusion,
      bufferOf: this.bufferOf,
      buffers: this.buffers,
      calls: this.kernelCalls(),
      scans,
      inlays: this.inlays,
      outputs: this.outputs(),
      feeds: this.feeds,
    };
  }

  private newBuffer(description: Parameters<typeof makeBuffer>[1]): PlanBuffer {
    const buffer = makeBuffer(this.buffers.length, description);
    this.buffers.push(buffer);
    return buffer;
  }

  private placedOf(tensor: Tensor): Placed {
    const node = this.nodeOf.get(tensor);
    const placed = node === undefined ? undefined : this.fusion.placed.get(node);
    if (placed === undefined) throw new RangeError("a tensor that was not planned");
    return placed;
  }

  private buffer(node: PlanNode): PlanBuffer {
    const buffer = this.bufferOf.get(node);
    if (buffer === undefined) throw new RangeError("a node without a buffer is read");
    return buffer;
  }

  private read(node: PlanNode, unit: Unit): void {
    const known = this.readers.get(node);
    if (known === undefined) this.readers.set(node, new Set([unit]));
    else known.add(unit);
  }

  /** Who reads which node from memory: everything but lanes that stay inside one loop. */
  private findReaders(): void {
    for (const unit of this.units) {
      const nodes = unit.kind === "loop" ? [...unit.members, ...unit.reductions] : isMaker(unit) ? [unit.node] : [];
      for (const node of nodes) {
        node.inputs.forEach((_input, index) => {
          const { base } = this.fusion.inputOf(node, index);
          if (unit.kind === "assemble" && this.isWrittenByLoop(unit, index, base)) return;
          if (unit.kind === "loop" && unit.members.includes(base)) return;
          if (unit.kind === "loop" && uniformValue(base) !== undefined) return;
          this.read(base, unit);
        });
      }
    }
  }

  /** Whether all parts that show an input are written by the loop that computes it. */
  private isWrittenByLoop(unit: AssembleUnit, input: number, base: PlanNode): boolean {
    const { lowering } = unit.node;
    if (lowering.kind !== "assemble") return false;
    return lowering.parts.every((each, part) => each.input !== input || isInlaid(this.inlays, base, unit, part));
  }

  private makeBuffers(): void {
    const kept = new Set<PlanNode>(this.readers.keys());
    for (const tensor of Object.values(this.step.outputs)) kept.add(this.placedOf(tensor).base);
    for (const update of this.step.updates) {
      kept.add(this.placedOf(update.value).base);
      kept.add(this.placedOf(update.variable).base);
    }
    if (this.step.guard !== undefined) kept.add(this.placedOf(this.step.guard).base);
    for (const unit of this.units) {
      if (unit.kind === "loop") for (const node of unit.reductions) kept.add(node);
      if (isMaker(unit)) kept.add(unit.node);
    }
    for (const node of kept) this.bufferOf.set(node, this.bufferFor(node));
    for (const tensor of this.nodeOf.keys()) {
      const node = this.nodeOf.get(tensor);
      if (node?.lowering.kind !== "input") continue;
      const buffer = this.bufferOf.get(node) ?? this.bufferFor(node);
      this.bufferOf.set(node, buffer);
      this.feeds.set(node.lowering.name, { tensor: node.tensor, buffer });
    }
  }

  private bufferFor(node: PlanNode): PlanBuffer {
    const elements = elementCount(node.shape);
    const { dtype, lowering } = node;
    switch (lowering.kind) {
      case "variable":
        return this.stateBuffer(lowering.variable);
      case "input":
        return this.newBuffer({ elements, dtype, kind: "feed" });
      case "constant":
        return this.newBuffer({ elements, dtype, kind: "constant", values: lowering.values });
      default:
        return this.newBuffer({ elements, dtype, kind: "work" });
    }
  }

  private stateBuffer(variable: Variable): PlanBuffer {
    let buffer = this.stateBuffers.get(variable);
    if (buffer === undefined) {
      buffer = this.newBuffer({
        elements: elementCount(variable.shape),
        dtype: variable.dtype,
        kind: "state",
        variable,
      });
      this.stateBuffers.set(variable, buffer);
    }
    return buffer;
  }

  private addGuard(): Unit | undefined {
    if (this.step.guard === undefined) return undefined;
    const { base } = this.placedOf(this.step.guard);
    const unit: Unit = { kind: "guard", id: this.nextUnitId, after: new Set(), node: base };
    this.nextUnitId += 1;
    const producer = this.fusion.unitOf.get(base);
    if (producer !== undefined) unit.after.add(producer);
    this.units.push(unit);
    this.read(base, unit);
    return unit;
  }

  /**
   * Update edges. Where the loop that computes the new value can write it straight into the variable, it does: it then
   * waits for all who read the old value. Elsewhere the value goes to a buffer first and is copied at the end.
   */
  private addUpdates(guard: Unit | undefined): void {
    const late: { from: Placed; to: PlanBuffer; variableNode: PlanNode }[] = [];
    for (const update of this.step.updates) {
      const value = this.placedOf(update.value);
      const variableNode = this.placedOf(update.variable).base;
      const target = this.buffer(variableNode);
      const maker = this.fusion.unitOf.get(value.base);
      // A loop that the guard itself waits for has run before the guard can stop it.
      const isAfterGuard = guard === undefined || (maker !== undefined && !dependsOn(guard, maker));
      if (maker !== undefined && isAfterGuard && this.canWriteStraight(maker, value, variableNode)) {
        for (const reader of this.readers.get(variableNode) ?? []) if (reader !== maker) maker.after.add(reader);
        if (guard !== undefined) maker.after.add(guard);
        this.bufferOf.set(value.base, target);
      } else {
        late.push({ from: value, to: target, variableNode });
      }
    }
    const stores: { store: Unit; variableNode: PlanNode }[] = [];
    for (const { from, to, variableNode } of late) {
      let source = { buffer: this.buffer(from.base), view: from.view };
      const producer = this.fusion.unitOf.get(from.base);
      const first: Unit[] = producer === undefined ? [] : [producer];
      if (from.base.lowering.kind === "variable") {
        const waiting = this.newBuffer({ elements: to.elements, dtype: to.dtype, kind: "work" });
        const copy = this.addStore(source, waiting, first);
        this.read(from.base, copy);
        for (const other of stores) if (other.variableNode === from.base) other.store.after.add(copy);
        for (const unit of this.writersOf(source.buffer)) unit.after.add(copy);
        source = { buffer: waiting, view: rowMajorView(from.view.shape) };
        first.splice(0, first.length, copy);
      }
      const store = this.addStore(source, to, first);
      if (guard !== undefined) store.after.add(guard);
      stores.push({ store, variableNode });
    }
    for (const { store, variableNode } of stores) {
      for (const reader of this.readers.get(variableNode) ?? []) if (reader !== store) store.after.add(reader);
    }
  }

  /** Loops that already write their result straight into a state buffer. */
  private writersOf(state: PlanBuffer): Unit[] {
    const writers: Unit[] = [];
    for (const [node, buffer] of this.bufferOf) {
      const unit = this.fusion.unitOf.get(node);
      if (buffer === state && unit !== undefined) writers.push(unit);
    }
    return writers;
  }

  private addStore(source: { buffer: PlanBuffer; view: View }, to: PlanBuffer, first: readonly Unit[]): Unit {
    const unit: Unit = {
      kind: "store",
      id: this.nextUnitId,
      after: new Set(first),
      from: source.buffer,
      view: source.view,
      to,
    };
    this.nextUnitId += 1;
    this.units.push(unit);
    return unit;
  }

  /** Whether the unit that makes a value can write it to the variable instead of a buffer of its own. */
  private canWriteStraight(maker: Unit, value: Placed, variableNode: PlanNode): boolean {
    if (!isWhole(value)) return false;
    if (maker.kind === "loop") {
      if (!maker.members.includes(value.base)) return false;
    } else if (!isMaker(maker) || this.isPrepared(maker, variableNode)) {
      return false;
    }
    if (this.bufferOf.get(value.base)?.kind !== "work") return false;
    const readers = this.readers.get(variableNode) ?? new Set<Unit>();
    for (const reader of readers) {
      if (reader === maker) {
        if (maker.kind !== "loop" || !this.readsSamePlace(maker, variableNode)) return false;
      } else if (dependsOn(reader, maker)) {
        return false;
      }
    }
    return Object.values(this.step.outputs).every((tensor) => this.placedOf(tensor).base !== variableNode);
  }

  /** Whether another unit writes to the buffer before the one that makes it: it would not wait for the variable's readers. */
  private isPrepared(maker: Maker, variableNode: PlanNode): boolean {
    const isInlaidByLoops = [...this.inlays.values()].some((inlays) => inlays.some(({ unit }) => unit === maker));
    const waits = this.step.guard !== undefined || (this.readers.get(variableNode)?.size ?? 0) > 0;
    if (isInlaidByLoops && waits) return true;
    return this.units.some((unit) => (unit.kind === "fill" || unit.kind === "place") && unit.node === maker.node);
  }

  /** Whether a loop reads a variable only element for element, so that it may write there as it goes. */
  private readsSamePlace(unit: LoopUnit, variableNode: PlanNode): boolean {
    return [...unit.members, ...unit.reductions].every((node) =>
      node.inputs.every((_input, index) => {
        const placed = this.fusion.inputOf(node, index);
        return (
          placed.base !== variableNode ||
          (isWhole(placed) && elementCount(unit.shape) === elementCount(variableNode.shape))
        );
      }),
    );
  }

  /** Plans the turns of scans; what they hold meanwhile is a buffer of this plan, and so are their constants. */
  private planScans(): Map<ScanUnit, ScanPlan> {
    const scans = new Map<ScanUnit, ScanPlan>();
    for (const unit of this.units) {
      if (unit.kind !== "scan" || unit.node.lowering.kind !== "scan") continue;
      const { scan } = unit.node.lowering;
      const { step, places } = turnOf(scan);
      const body = planStep(step);
      const { offsets, bytes } = placeTurn(body);
      const room = this.newBuffer({ elements: roomElements(bytes), dtype: "f32", kind: "work" });
      for (const buffer of body.buffers) if (buffer.kind === "constant") this.buffers.push(buffer);
      const bindings = new Map<Variable, Binding>();
      for (const [variable, { of, element, step: elements }] of places) {
        const input = of === "result" ? undefined : this.fusion.inputOf(unit.node, of);
        const buffer = this.buffer(input?.base ?? unit.node);
        bindings.set(variable, { buffer, element: element + (input?.view.offset ?? 0), step: elements });
      }
      scans.set(unit, { steps: scan.steps, body, room, roomOffsets: offsets, bindings });
    }
    return scans;
  }

  private setLifetimes(phases: readonly (readonly Unit[])[], scans: ReadonlyMap<ScanUnit, ScanPlan>): void {
    const use = (buffer: PlanBuffer, phase: number): void => {
      buffer.firstPhase = Math.min(buffer.firstPhase, phase);
      buffer.lastPhase = Math.max(buffer.lastPhase, phase);
    };
    phases.forEach((units, phase) => {
      for (const unit of units) {
        if (unit.kind === "store") {
          use(unit.from, phase);
          use(unit.to, phase);
        } else if (unit.kind !== "loop") {
          use(this.buffer(unit.node), phase);
        }
        const room = unit.kind === "scan" ? scans.get(unit)?.room : undefined;
        if (room !== undefined) use(room, phase);
      }
    });
    const phaseOf = new Map<Unit, number>();
    phases.forEach((units, phase) => {
      for (const unit of units) phaseOf.set(unit, phase);
    });
    for (const [node, buffer] of this.bufferOf) {
      const maker = this.fusion.unitOf.get(node);
      if (maker !== undefined) use(buffer, phaseOf.get(maker) ?? 0);
      for (const reader of this.readers.get(node) ?? []) use(buffer, phaseOf.get(reader) ?? 0);
    }
    for (const [node, inlays] of this.inlays) {
      const maker = this.fusion.unitOf.get(node);
      if (maker === undefined) continue;
      for (const { unit } of inlays) use(this.buffer(unit.node), phaseOf.get(maker) ?? 0);
    }
    const end = phases.length;
    for (const tensor of Object.values(this.step.outputs)) use(this.buffer(this.placedOf(tensor).base), end);
  }

  private kernelCalls(): Map<KernelUnit, KernelCall> {
    const calls = new Map<KernelUnit, KernelCall>();
    for (const unit of this.units) {
      if (unit.kind !== "kernel" || unit.node.lowering.kind !== "kernel") continue;
      const { node } = unit;
      const views = node.inputs.map((_input, index) => this.fusion.inputOf(node, index).view);
      calls.set(unit, unit.node.lowering.call(views, { shape: node.shape, dtype: node.dtype }));
    }
    return calls;
  }

  private outputs(): StepPlan["outputs"] {
    const outputs = new Map<string, { tensor: Tensor; buffer: PlanBuffer; view: View }>();
    for (const [name, tensor] of Object.entries(this.step.outputs)) {
      const { base, view } = this.placedOf(tensor);
      outputs.set(name, { tensor, buffer: this.buffer(base), view });
    }
    return outputs;
  }
}
