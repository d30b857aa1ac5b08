import type { DType } from "../../../graph/dtype.ts";
import { bytesPerElement } from "../../../graph/dtype.ts";
import type { LaneType } from "../../../graph/lanes.ts";
import { broadcastStrides, rowMajorStrides, type Shape } from "../../../graph/shape.ts";
import { isInlaid } from "../plan/inlays.ts";
import { isWhole, type Placed, uniformValue } from "../plan/placement.ts";
import type { PlanBuffer } from "../plan/planBuffer.ts";
import type { PlanNode } from "../plan/planNode.ts";
import type { StepPlan } from "../plan/stepPlan.ts";
import { addressedBuffer } from "../plan/stepPlan.ts";
import type { AssembleUnit, FillUnit, LoopUnit, PlaceUnit, StoreUnit } from "../plan/unit.ts";
import { LaneGraph, type LaneNode } from "./laneGraph.ts";
import type { Access, Loop, LoopOutput, LoopReduction } from "./loop.ts";

/** The loops that units stand for, with the addresses that memory planning gave. */
export class UnitLoops {
  private readonly plan: StepPlan;
  private readonly fused: boolean;
  private readonly depth: number;

  /** @param depth - how many scans the plan stands in */
  constructor(plan: StepPlan, fused: boolean, depth: number) {
    this.plan = plan;
    this.fused = fused;
    this.depth = depth;
  }

  loopsOf(unit: LoopUnit | AssembleUnit | PlaceUnit | FillUnit | StoreUnit): Loop[] {
    switch (unit.kind) {
      case "loop":
        return [this.loopOf(unit)];
      case "assemble":
        return this.partsOf(unit);
      case "fill": {
        const { node, value } = unit;
        const graph = new LaneGraph(this.fused);
        const lane = constantLane(graph, node.dtype, value);
        const output = { lane, ...placeIn(this.buffer(node), 0, rowMajorStrides(node.shape)) };
        return [this.plainLoop(node.shape, graph, [], output)];
      }
      case "store": {
        const { shape } = unit.view;
        const from = placeIn(unit.from, unit.view.offset, unit.view.strides);
        const to = placeIn(unit.to, 0, rowMajorStrides(shape));
        return [this.copyLoop(shape, unit.to.dtype, from, to)];
      }
      case "place": {
        const { node, input, element } = unit;
        const { base, view } = this.plan.fusion.inputOf(node, input);
        const from = placeIn(this.buffer(base), view.offset, view.strides);
        const to = placeIn(this.buffer(node), element, rowMajorStrides(view.shape));
        return [this.copyLoop(view.shape, node.dtype, from, to)];
      }
    }
  }

  private buffer(node: PlanNode): PlanBuffer {
    return addressedBuffer(this.plan, node);
  }

  private copyLoop(shape: Shape, dtype: DType, from: Access, to: Access): Loop {
    const graph = new LaneGraph(this.fused);
    return this.plainLoop(shape, graph, [from], { lane: graph.operand(0, laneType(dtype)), ...to });
  }

  private plainLoop(shape: Shape, graph: LaneGraph, operands: readonly Access[], output: LoopOutput): Loop {
    const reduced = shape.map(() => false);
    return { shape, reduced, graph, operands, outputs: [output], reductions: [], depth: this.depth };
  }

  private loopOf(unit: LoopUnit): Loop {
    const graph = new LaneGraph(this.fused);
    const operands: Access[] = [];
    const known = new Map<string, LaneNode>();
    const lanes = new Map<PlanNode, LaneNode>();
    const load = (placed: Placed): LaneNode => {
      const uniform = uniformValue(placed.base);
      if (uniform !== undefined) return constantLane(graph, placed.base.dtype, uniform);
      const strides = broadcastStrides(placed.view.shape, unit.shape, placed.view.strides);
      const key = `${placed.base.id}/${placed.view.offset}/${strides.join()}`;
      let lane = known.get(key);
      if (lane === undefined) {
        lane = graph.operand(operands.length, laneType(placed.base.dtype));
        operands.push(placeIn(this.buffer(placed.base), placed.view.offset, strides));
        known.set(key, lane);
      }
      return lane;
    };
    const value = (node: PlanNode, index: number): LaneNode => {
      const placed = this.plan.fusion.inputOf(node, index);
      const inside = lanes.get(placed.base);
      return inside !== undefined && isWhole(placed) ? inside : load(placed);
    };
    const outputs: LoopOutput[] = [];
    const whole = rowMajorStrides(unit.shape);
    for (const node of unit.members) {
      if (node.lowering.kind !== "elementwise") throw new TypeError("a loop's members are elementwise");
      const lane = asLaneNode(
        graph,
        node.lowering.lanes(
          graph,
          node.inputs.map((_input, index) => value(node, index)),
        ),
      );
      lanes.set(node, lane);
      const buffer = this.plan.bufferOf.get(node);
      if (buffer !== undefined) outputs.push({ lane, ...placeIn(buffer, 0, whole) });
      for (const inlay of this.plan.inlays.get(node) ?? [])
        outputs.push({ lane, ...this.partPlace(inlay.unit, inlay.part) });
    }
    const reductions: LoopReduction[] = unit.reductions.map((node) => {
      if (node.lowering.kind !== "reduce") throw new TypeError("a loop's reductions reduce");
      const { axes, reducer } = node.lowering;
      const kept = unit.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const strides = rowMajorStrides(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
      return { lane: value(node, 0), reducer, ...placeIn(this.buffer(node), 0, strides) };
    });
    const reduced = unit.shape.map((_size, axis) => unit.reductions.length > 0 && unit.axes.includes(axis));
    return { shape: unit.shape, reduced, graph, operands, outputs, reductions, depth: this.depth };
  }

  /** Where a part of an assembled node stands. */
  private partPlace({ node }: AssembleUnit, index: number): Access {
    const part = node.lowering.kind === "assemble" ? node.lowering.parts[index] : undefined;
    if (part === undefined) throw new RangeError("no such part");
    const strides = rowMajorStrides(node.shape);
    const start = part.start.reduce((sum, position, axis) => sum + position * (strides[axis] ?? 0), 0);
    const steps = strides.map((stride, axis) => stride * (part.steps?.[axis] ?? 1));
    return placeIn(this.buffer(node), start, steps);
  }

  private partsOf(unit: AssembleUnit): Loop[] {
    const { node } = unit;
    if (node.lowering.kind !== "assemble") throw new TypeError("not an assembled tensor");
    return node.lowering.parts.flatMap((part, index) => {
      const placed = this.plan.fusion.inputOf(node, part.input);
      if (isInlaid(this.plan.inlays, placed.base, unit, index)) return [];
      const source =
        uniformValue(placed.base) === undefined || this.plan.bufferOf.has(placed.base)
          ? this.buffer(placed.base)
          : undefined;
      if (source === undefined) throw new RangeError("a constant without room");
      return this.copyLoop(
        placed.view.shape,
        node.dtype,
        placeIn(source, placed.view.offset, placed.view.strides),
        this.partPlace(unit, index),
      );
    });
  }
}

function laneType(dtype: DType): LaneType {
  return dtype;
}

function constantLane(graph: LaneGraph, dtype: DType, value: number): LaneNode {
  const lane = dtype === "f32" ? graph.float(value) : dtype === "i32" ? graph.integer(value) : graph.truth(value !== 0);
  return asLaneNode(graph, lane);
}

function asLaneNode(graph: LaneGraph, lane: object): LaneNode {
  const found = "id" in lane && typeof lane.id === "number" ? graph.nodes[lane.id] : undefined;
  if (found === undefined || found !== lane) throw new TypeError("a lane of another expression");
  return found;
}

/** Access to a buffer from one of its elements on. */
function placeIn(buffer: PlanBuffer, element: number, strides: readonly number[]): Access {
  return { address: buffer.address + element * bytesPerElement, strides, moves: buffer.moves };
}
