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
  readonly buffer: PlanBuffer;
  readonly offset: number;
  readonly bytes: number;
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
    const neighbours = placed
      .filter((other) => other.buffer.firstPhase <= buffer.lastPhase && buffer.firstPhase <= other.buffer.lastPhase)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of neighbours) {
      if (offset + bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    offsets.set(buffer, offset);
    placed.push({ buffer, offset, bytes });
    total = Math.max(total, offset + bytes);
  }
  return { offsets, bytes: total };
}
