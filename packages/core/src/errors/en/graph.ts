import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults found while a graph is built. */
export const graph = {
  "graph.shape": (p: { op: string; expected: string; received: string; hint?: string }): Wording => ({
    subject: p.op,
    expected: p.expected,
    received: p.received,
    hint: p.hint,
  }),
  "graph.broadcast": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "shapes must broadcast (from the last axis, sizes agree or one is 1)",
    received: p.received,
  }),
  "graph.type": (p: { op: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `element type must be ${p.expected}`,
    received: p.received,
  }),
  "graph.innerDimensions": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "inner dimensions must agree",
    received: p.received,
  }),
  "graph.rank": (p: { op: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `number of axes must be ${p.expected}`,
    received: p.received,
  }),
  "graph.axis": (p: { op: string; axis: number; rank: number }): Wording => ({
    subject: p.op,
    expected: p.rank === 0 ? "a scalar has no axes" : `axis must be a whole number from ${-p.rank} to ${p.rank - 1}`,
    received: String(p.axis),
  }),
  "graph.elementCount": (p: { op: string; expected: number; received: number; shapes: string }): Wording => ({
    subject: p.op,
    expected: `number of elements must stay ${p.expected}`,
    received: `${p.received} (${p.shapes})`,
  }),
  "graph.attribute": (p: { op: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `${p.name} must be ${p.expected}`,
    received: p.received,
  }),
  "graph.raggedValue": (p: { subject: string; index: string; expected: number; received: number }): Wording => ({
    subject: p.subject,
    expected: `nested arrays must have one length along each axis; ${p.index} must hold ${p.expected}`,
    received: String(p.received),
  }),
  "graph.duplicateName": (p: { name: string }): Wording => ({
    subject: p.name,
    expected: "names of inputs and parameters must differ within a graph",
    received: `"${p.name}" twice`,
  }),
  "graph.unknownName": (p: { subject: string; received: string; choices: readonly string[] }): Wording => ({
    subject: p.subject,
    expected: "name must be in the graph",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
};
