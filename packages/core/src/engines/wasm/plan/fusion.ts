import { carrySlots, type Scan, scanLayout } from "../../../graph/scan.ts";
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
 * unit would have to run in between. `wanted` are the nodes whose values the step gives or keeps.
 * The rule reads what ops declare (`lowering`), never which op it is.
 */
export function fuse(graph: PlanGraph, wanted: readonly PlanNode[]): Fusion {
  return new Fuser(graph, wanted).run();
}

class Fuser {
  private readonly graph: PlanGraph;
  private readonly wanted: readonly PlanNode[];
  private readonly units = new Set<Unit>();
  private readonly unitOf = new Map<PlanNode, Unit>();
  private readonly placed = new Map<PlanNode, Placed>();
  private readonly copies = new Map<PlanNode, PlanNode>();
  private nextId = 0;
  private nextNodeId: number;

  constructor(graph: PlanGraph, wanted: readonly PlanNode[]) {
    this.graph = graph;
    this.wanted = wanted;
    this.nextNodeId = graph.nodes.length;
  }

  run(): Fusion {
    for (const node of this.graph.nodes) this.place(node);
    for (const node of this.wanted) this.demand(this.placeOf(node).base);
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
        this.demand(input.base);
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
        return;
      case "reduce":
        this.placed.set(node, { base: node, view: rowMajorView(node.shape) });
        this.placeReduction(node, lowering.axes);
        return;
      case "assemble":
      case "kernel":
      case "scan":
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
    this.demand(copy);
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

  private isAligned(input: PlanNode, unit: LoopUnit): boolean {
    const placed = this.placeOf(input);
    return sameShape(placed.view.shape, unit.shape) && isWhole(placed);
  }

  /**
   * Has an elementwise node computed, if nobody has asked for it before: in a loop of its own that takes along whatever
   * feeds it element for element and is not computed yet, and that joins its inputs' loops where it can.
   * Nodes are placed only when asked for, so that cheap ones are computed where they are used instead of being stored.
   */
  private demand(node: PlanNode): void {
    if (node.lowering.kind !== "elementwise" || this.unitOf.has(node)) return;
    const unit = this.makeLoop(node.shape);
    this.pull(unit, node);
    this.joinInputs(unit);
  }

  /** Adds `root` to the loop, and what it needs and nobody has computed; an explicit stack, since chains may be long. */
  private pull(unit: LoopUnit, root: PlanNode): void {
    const stack: { node: PlanNode; next: number }[] = [{ node: root, next: 0 }];
    const open = new Set<PlanNode>([root]);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const input = top.node.inputs[top.next];
      top.next += 1;
      if (input === undefined) {
        stack.pop();
        this.join(unit, top.node, false);
        continue;
      }
      const { base } = this.placeOf(input);
      if (base.lowering.kind !== "elementwise" || this.unitOf.has(base) || open.has(base)) continue;
      if (this.isAligned(input, unit) && unit.members.length + stack.length < mostMembers) {
        open.add(base);
        stack.push({ node: base, next: 0 });
      } else {
        this.demand(base);
      }
    }
  }

  /** Merges a new loop with those of its inputs that run over the same space. */
  private joinInputs(unit: LoopUnit): void {
    const neighbours = new Set<LoopUnit>();
    for (const node of [...unit.members, ...unit.reductions]) {
      for (const candidate of this.candidates(node, unit.shape)) if (candidate !== unit) neighbours.add(candidate);
    }
    let current = unit;
    for (const other of [...neighbours].sort((x, y) => x.id - y.id)) {
      if (this.units.has(other) && this.mergeIfPossible(other, current)) current = other;
    }
  }

  private placeReduction(node: PlanNode, axes: readonly number[]): void {
    const [input] = node.inputs;
    if (input === undefined) throw new RangeError("a reduction has an input");
    const unit = this.makeLoop(input.shape);
    unit.axes = axes;
    const { base } = this.placeOf(input);
    if (base.lowering.kind === "elementwise" && !this.unitOf.has(base)) {
      if (this.isAligned(input, unit)) this.pull(unit, base);
      else this.demand(base);
    }
    this.join(unit, node, true);
    this.joinInputs(unit);
  }

  /** Two loops over one space become one, unless something has to run between them. */
  private mergeIfPossible(into: LoopUnit, other: LoopUnit): boolean {
    const sameAxes =
      into.reductions.length === 0 ||
      other.reductions.length === 0 ||
      (into.axes.length === other.axes.length && into.axes.every((axis) => other.axes.includes(axis)));
    if (!sameAxes || into.members.length + other.members.length > mostMembers) return false;
    for (const unit of into.after) if (unit !== other && dependsOn(unit, other)) return false;
    for (const unit of other.after) if (unit !== into && dependsOn(unit, into)) return false;
    if (this.readsReductionOf(into, other) || this.readsReductionOf(other, into)) return false;
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
    return true;
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
    for (const input of node.inputs) this.demand(this.placeOf(input).base);
    if (lowering.kind === "kernel" || lowering.kind === "scan") {
      node.inputs.forEach((input, i) => {
        if ((lowering.kind === "kernel" && lowering.strided[i] === true) || isContiguousRun(this.placeOf(input)))
          return;
        this.rowMajorInput.set(`${node.id}.${i}`, this.contiguous(input));
      });
    }
    const base = { id: this.nextId, after: new Set<Unit>(), node };
    this.nextId += 1;
    const zeroed = lowering.kind === "kernel" && lowering.zeroed === true;
    const kind = lowering.kind === "kernel" || lowering.kind === "scan" ? lowering.kind : "assemble";
    const unit: Unit = { kind, ...base };
    this.units.add(unit);
    this.unitOf.set(node, unit);
    node.inputs.forEach((_input, i) => {
      const producer = this.unitOf.get(this.inputOf(node, i).base);
      if (producer !== undefined) unit.after.add(producer);
    });
    if (lowering.kind === "scan") this.placeFirstCarries(unit, node, lowering.scan);
    if (zeroed || (lowering.kind === "assemble" && !coversAll(node))) {
      const value = lowering.kind === "assemble" ? lowering.fill : 0;
      const fill: Unit = { kind: "fill", id: this.nextId, after: new Set(), node, value };
      this.nextId += 1;
      this.units.add(fill);
      unit.after.add(fill);
    }
  }

  /** A scan goes on from its first carries, which stand where the turns find them. */
  private placeFirstCarries(unit: Unit, node: PlanNode, scan: Scan): void {
    const slots = carrySlots(scan);
    scanLayout(scan).carries.forEach((piece, input) => {
      const slot = piece.count > 1 ? slots.first : 0;
      const element = piece.offset + slot * piece.size;
      const place: Unit = { kind: "place", id: this.nextId, after: new Set(), node, input, element };
      this.nextId += 1;
      const producer = this.unitOf.get(this.inputOf(node, input).base);
      if (producer !== undefined) place.after.add(producer);
      this.units.add(place);
      unit.after.add(place);
    });
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
