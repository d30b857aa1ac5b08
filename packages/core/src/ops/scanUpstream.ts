import { carrySlots, type Scan, type ScanPiece, scanLayout } from "../graph/scan.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Ops } from "./registry.ts";

/** The gradients that flow into a carry: into its value after each turn, after the last, and into its first value. */
export interface CarryUpstream {
  each: Tensor | undefined;
  last: Tensor | undefined;
  first: Tensor | undefined;
}

export interface Upstream {
  readonly carries: readonly CarryUpstream[];
  /** For each output, [steps, …]. */
  readonly outputs: readonly (Tensor | undefined)[];
}

/** A part of the gradient of a scan's result: `tensor` belongs to the elements from `start` on, the others are zero. */
interface Term {
  readonly start: number;
  readonly count: number;
  readonly tensor: Tensor;
}

/** The terms of a gradient, as far as it is a sum of tensors laid into zeros: that is what slices of the result give. */
function termsOf(dy: Tensor): Term[] {
  const { lowering, isSum } = dy.op;
  if (isSum === true && dy.inputs.every(({ shape }) => shape.length === 1 && shape[0] === dy.shape[0])) {
    return dy.inputs.flatMap(termsOf);
  }
  if (lowering.kind === "assemble" && lowering.fill === 0) {
    const terms = lowering.parts.map(({ input, start, steps = [1] }): Term | undefined => {
      const tensor = dy.inputs[input];
      if (tensor === undefined || steps[0] !== 1) return undefined;
      return { start: start[0] ?? 0, count: elementCount(tensor.shape), tensor };
    });
    if (terms.every((term) => term !== undefined)) return terms;
  }
  return [{ start: 0, count: elementCount(dy.shape), tensor: dy }];
}

/** Takes the gradient of a scan's result apart, without making zeros where nothing flows. */
export function upstreamOf(scan: Scan, dy: Tensor, ops: Ops): Upstream {
  const layout = scanLayout(scan);
  const slots = carrySlots(scan);
  const carries = layout.carries.map((): CarryUpstream => ({ each: undefined, last: undefined, first: undefined }));
  const outputs: (Tensor | undefined)[] = layout.outputs.map(() => undefined);
  const plus = (known: Tensor | undefined, term: Tensor): Tensor => (known === undefined ? term : ops.add(known, term));
  for (const { start, count, tensor } of termsOf(dy)) {
    /** The part of the term in `slotCount` values of a piece; `undefined` where they do not meet. */
    const part = (piece: ScanPiece, slot: number, slotCount: number, stacked: boolean): Tensor | undefined => {
      const from = piece.offset + slot * piece.size;
      const to = from + slotCount * piece.size;
      const low = Math.max(from, start);
      const high = Math.min(to, start + count);
      if (low >= high) return undefined;
      const own = ops.slice(tensor, { starts: [low - start], ends: [high - start] });
      const whole = high - low === to - from ? own : ops.embed(own, { shape: [to - from], starts: [low - from] });
      return ops.reshape(whole, stacked ? [slotCount, ...piece.shape] : piece.shape);
    };
    layout.carries.forEach((piece, index) => {
      const known = carries[index];
      if (known === undefined) return;
      const keepsAll = piece.count > 1;
      const lastStart = piece.offset + (keepsAll ? slots.last : 0) * piece.size;
      if (!keepsAll || (start === lastStart && count === piece.size)) {
        const last = part(piece, keepsAll ? slots.last : 0, 1, false);
        if (last !== undefined) known.last = plus(known.last, last);
        return;
      }
      const each = part(piece, slots.afterTurns, scan.steps, true);
      if (each !== undefined) known.each = plus(known.each, each);
      const first = part(piece, slots.first, 1, false);
      if (first !== undefined) known.first = plus(known.first, first);
    });
    layout.outputs.forEach((piece, index) => {
      const each = part(piece, 0, scan.steps, true);
      if (each !== undefined) outputs[index] = plus(outputs[index], each);
    });
  }
  return { carries, outputs };
}
