import { elementCount, rowMajorStrides, type Shape, sameShape } from "../../../graph/shape.ts";
import { isWhole, type Placed, rowMajorView } from "./placement.ts";
import type { PlanGraph, PlanNode } from "./planNode.ts";
import { dependsOn, type LoopUnit, type Unit } from "./unit.ts";

/** Most elementwise nodes that one loop takes: beyond it, registers spill and compiling takes longer than it saves. */
const mostMembers = 48;

/** What the graph has become: units of work, which unit makes each node, and where views lead. */
export interface Fusion {
  readonly units: readonly Unit[];
  readonly unitOf: ReadonlyMap<PlanNode, Unit>;
  readonly placed: ReadonlyMap<PlanNode, Placed>;
  /** Where input `index` of a node is read: its own place, or a row-major copy where the node's kernel needs one. */
  readonly inputOf: (node: PlanNode, index: number) => Placed;
}

/**
 * Puts elementwise nodes and reductions together into loops, wherever the iteration space is the same and no other
 * unit would have to run in between. The rule reads what ops declare (`lowering`), never which op it is.
 */
export function fuse(graph: PlanGraph): Fusion {
  return new Fuser(graph).run();
}

class Fuser {
  private readonly graph: PlanGraph;
  private readonly units = new Set<Unit>();
  private readonly unitOf = new Map<PlanNode, Unit>();
  private readonly placed = new Map<PlanNode, Placed>();
  private readonly copies = new Map<PlanNode, PlanNode>();
  private nextId = 0;
  private nextNodeId: number;

  constructor(graph: PlanGraph) {
    this.graph = graph;
    this.nextNodeId = graph.nodes.length;
  }

  run(): Fusion {
    for (const node of this.graph.nodes) this.place(node);
    return {
      units: [...this.units],
      unitOf: this.unitOf,
      placed: this.placed,
      inputOf: (node, index) => this.inputOf(node, index),
    };
  }

  private inputOf(node: PlanNode, index: number): Placed {
    const copy = this.rowMajorInput.get(`${node.id}.${index}`);
    return this.placeOf(copy ?? node.inputs[index]);
  }

  private place(node: PlanNode): void {
    const { lowering } = node;
    switch (lowering.kind) {
      case "input":
      case "variable":
      case "constant":
        this.placed.set(node, { base: node, view: rowMajorView(node.shape) });
        return;
      case "view": {
        const input = this.placeOf(node.inputs[0]);
        const direct = lowering.view(input.view);
        if (direct !== undefined) {
          this.placed.set(node, { base: input.base, view: direct });
          return;
        }
        const copy = this.contiguous(node.inputs[0]);
        const view = lowering.view(rowMajorView(copy.shape));
        if (view === undefined) throw new TypeError("a row-major tensor can be viewed in any way");
        this.placed.set(node, { base: copy, view });
        return;
      }
      case "elementwise":
        this.placed.set(node, { base: node, view: rowMajorView(node.shape) });
        this.placeElementwise(node);
        return;
      case "reduce":
        this.placed.set(node, { base: node, view: rowMajorView(node.shape) });
        this.placeReduction(node, lowering.axes);
        return;
      case "assemble":
      case "kernel":
        this.placed.set(node, { base: node, view: rowMajorView(node.shape) });
        this.placeKernel(node);
        return;
    }
  }

  private placeOf(node: PlanNode | undefined): Placed {
    const placed = node === undefined ? undefined : this.placed.get(node);
    if (placed === undefined) throw new RangeError("inputs are placed before users");
    return placed;
  }

  private makeLoop(shape: Shape): LoopUnit {
    const unit: LoopUnit = {
      kind: "loop",
      id: this.nextId,
      after: new Set(),
      shape,
      axes: [],
      members: [],
      reductions: [],
    };
    this.nextId += 1;
    this.units.add(unit);
    return unit;
  }

  /** Units that `node`'s inputs come from. */
  private producers(node: PlanNode): Unit[] {
    const units = new Set<Unit>();
    for (const input of node.inputs) {
      const unit = this.unitOf.get(this.placeOf(input).base);
      if (unit !== undefined) units.add(unit);
    }
    return [...units];
  }

  /** A copy of a view in row-major order, made once for all who need it. */
  private contiguous(node: PlanNode | undefined): PlanNode {
    if (node === undefined) throw new RangeError("no such input");
    const known = this.copies.get(node);
    if (known !== undefined) return known;
    const copy: PlanNode = {
      id: this.nextNodeId,
      shape: node.shape,
      dtype: node.dtype,
      lowering: { kind: "elementwise", lanes: (_lane, [value]) => value ?? missingLane() },
      inputs: [node],
      tensor: node.tensor,
    };
    this.nextNodeId += 1;
    this.placed.set(copy, { base: copy, view: rowMajorView(copy.shape) });
    const unit = this.makeLoop(copy.shape);
    this.join(unit, copy, false);
    this.copies.set(node, copy);
    return copy;
  }

  private join(unit: LoopUnit, node: PlanNode, asReduction: boolean): void {
    (asReduction ? unit.reductions : unit.members).push(node);
    this.unitOf.set(node, unit);
    for (const producer of this.producers(node)) if (producer !== unit) unit.after.add(producer);
  }

  /** Loops that `node` may join: those of its inputs that are made, element for element, in the same iteration space. */
  private candidates(node: PlanNode, shape: Shape): LoopUnit[] {
    const found = new Set<LoopUnit>();
    for (const input of node.inputs) {
      const { base, view } = this.placeOf(input);
      const unit = this.unitOf.get(base);
      if (unit?.kind !== "loop" || !unit.members.includes(base)) continue;
      if (sameShape(unit.shape, shape) && sameShape(view.shape, shape) && isWhole({ base, view })) found.add(unit);
    }
    return [...found];
  }

  /** Whether `node` can be computed inside `unit`: everything else that it needs must not wait for `unit`. */
  private canJoin(unit: LoopUnit, node: PlanNode): boolean {
    if (unit.members.length >= mostMembers) return false;
    for (const input of node.inputs) {
      const { base } = this.placeOf(input);
      const producer = this.unitOf.get(base);
      if (producer === undefined) continue;
      if (producer === unit) {
        if (unit.reductions.includes(base) || !this.isAligned(input, unit)) return false;
      } else if (dependsOn(producer, unit)) {
        return false;
      }
    }
    return true;
  }

  private isAligned(input: PlanNode, unit: LoopUnit): boolean {
    const placed = this.placeOf(input);
    return sameShape(placed.view.shape, unit.shape) && isWhole(placed);
  }

  private placeElementwise(node: PlanNode): void {
    const joinable = this.candidates(node, node.shape).filter((unit) => this.canJoin(unit, node));
    const [first, ...others] = joinable.sort((a, b) => a.id - b.id);
    if (first === undefined) {
      this.join(this.makeLoop(node.shape), node, false);
      return;
    }
    this.join(first, node, false);
    for (const other of others) this.mergeIfPossible(first, other);
  }

  private placeReduction(node: PlanNode, axes: readonly number[]): void {
    const [input] = node.inputs;
    if (input === undefined) throw new RangeError("a reduction has an input");
    const fits = (unit: LoopUnit): boolean =>
      unit.reductions.length === 0 ||
      (unit.axes.length === axes.length && unit.axes.every((axis) => axes.includes(axis)));
    const unit =
      this.candidates(node, input.shape).find((candidate) => fits(candidate) && this.canJoin(candidate, node)) ??
      this.makeLoop(input.shape);
    unit.axes = axes;
    this.join(unit, node, true);
  }

  /** Two loops over one space become one, unless something has to run between them. */
  private mergeIfPossible(into: LoopUnit, other: LoopUnit): void {
    const sameAxes =
      into.reductions.length === 0 ||
      other.reductions.length === 0 ||
      (into.axes.length === other.axes.length && into.axes.every((axis) => other.axes.includes(axis)));
    if (!sameAxes || into.members.length + other.members.length > mostMembers) return;
    for (const unit of into.after) if (unit !== other && dependsOn(unit, other)) return;
    for (const unit of other.after) if (unit !== into && dependsOn(unit, into)) return;
    if (this.readsReductionOf(into, other) || this.readsReductionOf(other, into)) return;
    for (const node of other.members) this.unitOf.set(node, into);
    for (const node of other.reductions) this.unitOf.set(node, into);
    into.members.push(...other.members);
    into.members.sort((a, b) => a.id - b.id);
    into.reductions.push(...other.reductions);
    if (into.axes.length === 0) into.axes = other.axes;
    for (const unit of other.after) if (unit !== into) into.after.add(unit);
    into.after.delete(other);
    this.units.delete(other);
    for (const unit of this.units) {
      if (unit.after.delete(other) && unit !== into) unit.after.add(into);
    }
  }

  /** Whether a member of `reader` needs something of `maker` other than the element at the same place. */
  private readsReductionOf(reader: LoopUnit, maker: LoopUnit): boolean {
    return [...reader.members, ...reader.reductions].some((node) =>
      node.inputs.some((input) => {
        const { base } = this.placeOf(input);
        if (this.unitOf.get(base) !== maker) return false;
        return maker.reductions.includes(base) || !this.isAligned(input, reader);
      }),
    );
  }

  private placeKernel(node: PlanNode): void {
    const { lowering } = node;
    if (lowering.kind === "kernel") {
      node.inputs.forEach((input, i) => {
        if (lowering.strided[i] === true || isContiguousRun(this.placeOf(input))) return;
        this.rowMajorInput.set(`${node.id}.${i}`, this.contiguous(input));
      });
    }
    const base = { id: this.nextId, after: new Set<Unit>(), node };
    this.nextId += 1;
    const zeroed = lowering.kind === "kernel" && lowering.zeroed === true;
    const unit: Unit = lowering.kind === "kernel" ? { kind: "kernel", ...base } : { kind: "assemble", ...base };
    this.units.add(unit);
    this.unitOf.set(node, unit);
    node.inputs.forEach((_input, i) => {
      const producer = this.unitOf.get(this.inputOf(node, i).base);
      if (producer !== undefined) unit.after.add(producer);
    });
    if (zeroed || (lowering.kind === "assemble" && !coversAll(node))) {
      const value = lowering.kind === "assemble" ? lowering.fill : 0;
      const fill: Unit = { kind: "fill", id: this.nextId, after: new Set(), node, value };
      this.nextId += 1;
      this.units.add(fill);
      unit.after.add(fill);
    }
  }

  private readonly rowMajorInput = new Map<string, PlanNode>();
}

function coversAll(node: PlanNode): boolean {
  if (node.lowering.kind !== "assemble") return false;
  const covered = node.lowering.parts.reduce(
    (sum, part) => sum + elementCount(node.inputs[part.input]?.shape ?? []),
    0,
  );
  return covered === elementCount(node.shape);
}

function missingLane(): never {
  throw new RangeError("a copy has one operand");
}

/** Whether a kernel that wants row-major numbers can read the view as it is. */
function isContiguousRun(placed: Placed): boolean {
  const strides = rowMajorStrides(placed.view.shape);
  return placed.view.shape.every((size, axis) => size === 1 || placed.view.strides[axis] === strides[axis]);
}
