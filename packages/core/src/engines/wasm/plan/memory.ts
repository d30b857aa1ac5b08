import { bytesPerElement } from "../../../graph/dtype.ts";
import type { PlanBuffer } from "./planBuffer.ts";

/** Buffers begin at multiples of a cache line. */
export const alignment = 64;

export function alignUp(bytes: number, to: number = alignment): number {
  return Math.ceil(bytes / to) * to;
}

/** Bytes that a buffer takes: whole cache lines, so that a vector past the end stays inside. */
export function bufferBytes(buffer: PlanBuffer): number {
  return Math.max(alignment, alignUp(buffer.elements * bytesPerElement));
}

interface Placement {
  readonly firstPhase: number;
  readonly lastPhase: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Keeps the placements in order of their offsets. */
function insert(placed: Placement[], placement: Placement): void {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((placed[middle]?.offset ?? 0) <= placement.offset) low = middle + 1;
    else high = middle;
  }
  placed.splice(low, 0, placement);
}

/**
 * Offsets for buffers that hold numbers from `firstPhase` to `lastPhase`: those that live at the same time never
 * overlap, others share room. Largest first, each at the lowest place that is free throughout its life.
 */
export function placeBuffers(buffers: readonly PlanBuffer[]): { offsets: Map<PlanBuffer, number>; bytes: number } {
  const offsets = new Map<PlanBuffer, number>();
  const placed: Placement[] = [];
  let total = 0;
  const ordered = [...buffers].sort(
    (a, b) => bufferBytes(b) - bufferBytes(a) || a.firstPhase - b.firstPhase || a.id - b.id,
  );
  for (const buffer of ordered) {
    const bytes = bufferBytes(buffer);
    let offset = 0;
    for (const other of placed) {
      if (other.firstPhase > buffer.lastPhase || buffer.firstPhase > other.lastPhase) continue;
      if (offset + bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    offsets.set(buffer, offset);
    insert(placed, { firstPhase: buffer.firstPhase, lastPhase: buffer.lastPhase, offset, bytes });
    total = Math.max(total, offset + bytes);
  }
  return { offsets, bytes: total };
}
