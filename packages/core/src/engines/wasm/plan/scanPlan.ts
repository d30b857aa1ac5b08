import { bytesPerElement } from "../../../graph/dtype.ts";
import { carrySlots, type Scan, scanLayout } from "../../../graph/scan.ts";
import { elementCount } from "../../../graph/shape.ts";
import type { Step, Update } from "../../../graph/step.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { Variable } from "../../../graph/variable.ts";
import { placeholder } from "../../../ops/scanBody.ts";
import { variableOf } from "../../../ops/variable.ts";
import { placeBuffers } from "./memory.ts";
import type { Move, PlanBuffer } from "./planBuffer.ts";
import type { StepPlan } from "./stepPlan.ts";

/** Where a variable of a turn stands: in a buffer around the scan, at an element that moves with the turns. */
export interface Binding {
  readonly buffer: PlanBuffer;
  readonly element: number;
  /** Elements from one turn to the next. */
  readonly step: number;
}

/** The plan of one turn, and how its memory lies in that of the plan around it. */
export interface ScanPlan {
  readonly steps: number;
  readonly body: StepPlan;
  /** Room for what a turn holds meanwhile. */
  readonly room: PlanBuffer;
  readonly roomOffsets: ReadonlyMap<PlanBuffer, number>;
  readonly bindings: ReadonlyMap<Variable, Binding>;
}

/** A scan's turn as a step whose variables are the scan's operands and results. */
export interface Turn {
  readonly step: Step;
  /** Where each variable stands, in terms of the operands (by index) and the result. */
  readonly places: ReadonlyMap<Variable, TurnPlace>;
}

export interface TurnPlace {
  readonly of: "result" | number;
  readonly element: number;
  readonly step: number;
}

export function turnOf(scan: Scan): Turn {
  const { body, steps, reversed } = scan;
  const layout = scanLayout(scan);
  const slots = carrySlots(scan);
  const places = new Map<Variable, TurnPlace>();
  const updates: Update[] = [];
  const direction = reversed ? -1 : 1;
  const firstTurn = reversed ? steps - 1 : 0;
  const put = (tensor: Tensor, place: TurnPlace): void => {
    const variable = variableOf(tensor);
    if (variable === undefined) throw new TypeError("a leaf of a turn is a variable");
    places.set(variable, place);
  };
  /** A value of a piece for each turn: the one at `firstTurn + slot`, then the next in the scan's direction. */
  const give = (value: Tensor, piece: { offset: number; size: number }, slot: number): void => {
    const target = placeholder("result", value.shape, value.dtype);
    put(target, {
      of: "result",
      element: piece.offset + (firstTurn + slot) * piece.size,
      step: direction * piece.size,
    });
    updates.push({ variable: target, value });
  };
  body.carries.forEach(({ before, after, keepsAll }, index) => {
    const piece = layout.carries[index];
    if (piece === undefined) throw new RangeError("a carry without a place");
    if (keepsAll) {
      const element = piece.offset + (firstTurn + slots.beforeTurns) * piece.size;
      put(before, { of: "result", element, step: direction * piece.size });
      give(after, piece, slots.afterTurns);
    } else {
      put(before, { of: "result", element: piece.offset, step: 0 });
      updates.push({ variable: before, value: after });
    }
  });
  body.outputs.forEach((output, index) => {
    const piece = layout.outputs[index];
    if (piece !== undefined) give(output, piece, 0);
  });
  body.elements.forEach((element, index) => {
    const size = elementCount(element.shape);
    put(element, { of: body.carries.length + index, element: firstTurn * size, step: direction * size });
  });
  body.captured.forEach((leaf, index) => {
    put(leaf, { of: body.carries.length + body.elements.length + index, element: 0, step: 0 });
  });
  return { step: { outputs: {}, updates }, places };
}

/** Gives what the turns of a plan's scans use its place, once the plan itself has its own. */
export function addressScans(plan: StepPlan, depth: number = 0): void {
  for (const { body, steps, room, roomOffsets, bindings } of plan.scans.values()) {
    for (const buffer of body.buffers) {
      const offset = roomOffsets.get(buffer);
      if (offset !== undefined) {
        buffer.address = room.address + offset;
        buffer.moves = room.moves;
      } else if (buffer.variable !== undefined) {
        const binding = bindings.get(buffer.variable);
        if (binding === undefined) throw new RangeError("a variable of a turn without a place");
        buffer.address = binding.buffer.address + binding.element * bytesPerElement;
        buffer.moves = moved(binding.buffer.moves, depth, { bytes: binding.step * bytesPerElement, count: steps });
      }
    }
    addressScans(body, depth + 1);
  }
}

function moved(outer: readonly Move[], depth: number, own: Move): readonly Move[] {
  if (own.bytes === 0) return outer;
  return Array.from({ length: depth + 1 }, (_, level) =>
    level === depth ? own : (outer[level] ?? { bytes: 0, count: 1 }),
  );
}

/** Offsets of a turn's own buffers in its room. */
export function placeTurn(body: StepPlan): {
  readonly offsets: ReadonlyMap<PlanBuffer, number>;
  readonly bytes: number;
} {
  return placeBuffers(body.buffers.filter(({ kind }) => kind === "work"));
}

/** Elements of a buffer that takes this many bytes. */
export function roomElements(bytes: number): number {
  return Math.ceil(bytes / bytesPerElement);
}
