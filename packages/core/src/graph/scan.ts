import { elementCount, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** A value that goes from one turn to the next. */
export interface ScanCarry {
  /** The variable node that stands in the body for the value before the turn. */
  readonly before: Tensor;
  /** The node of the body that is the value after it. */
  readonly after: Tensor;
  /** Whether every turn's value is kept, or the last alone. */
  readonly keepsAll: boolean;
}

/** The graph of one turn: its leaves are variable nodes that stand for carries, elements and captured tensors, and constants. */
export interface ScanBody {
  /** The same for bodies that differ only in how many outputs are listed: the longer list gives all that the shorter one does. */
  readonly family: number;
  readonly carries: readonly ScanCarry[];
  /** One for each sequence: stands for its element of this turn. */
  readonly elements: readonly Tensor[];
  /** Stand for what is the same in every turn. */
  readonly captured: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/**
 * A recurrence: the body is run for elements 0 … steps − 1 (the last one first when `reversed`).
 * Operands are the first carries, the sequences [steps, …] and the captured tensors, in this order.
 */
export interface Scan {
  readonly body: ScanBody;
  readonly steps: number;
  readonly reversed: boolean;
}

/** A run of values of one shape in a scan's result. */
export interface ScanPiece {
  /** Element at which it begins. */
  readonly offset: number;
  /** How many values. */
  readonly count: number;
  readonly shape: Shape;
  /** Elements of one value. */
  readonly size: number;
}

/**
 * Where a scan's results stand in its one flat value: the carries first, then the outputs, each in the order of its
 * elements. A carry that keeps all has steps + 1 values: the first carry before element 0 (after the last if reversed),
 * then what came after each turn; another has its last value alone. An output has one for each element.
 */
export interface ScanLayout {
  readonly carries: readonly ScanPiece[];
  readonly outputs: readonly ScanPiece[];
  readonly elementCount: number;
}

export function scanLayout({ body, steps }: Scan): ScanLayout {
  let offset = 0;
  const piece = ({ shape }: Tensor, count: number): ScanPiece => {
    const size = elementCount(shape);
    const made = { offset, count, shape, size };
    offset += count * size;
    return made;
  };
  const carries = body.carries.map(({ before, keepsAll }) => piece(before, keepsAll ? steps + 1 : 1));
  const outputs = body.outputs.map((output) => piece(output, steps));
  return { carries, outputs, elementCount: offset };
}

/** The place of the first carry, and of the value after each turn, among the values of a carry that keeps all. */
export function carrySlots({ steps, reversed }: Scan): {
  readonly first: number;
  readonly last: number;
  readonly afterTurns: number;
  readonly beforeTurns: number;
} {
  return reversed
    ? { first: steps, last: 0, afterTurns: 0, beforeTurns: 1 }
    : { first: 0, last: steps, afterTurns: 1, beforeTurns: 0 };
}
