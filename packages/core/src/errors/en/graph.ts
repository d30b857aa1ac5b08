import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults found while a graph is built. */
export const graph = {
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
  "graph.finiteNumber": (p: { op: string; name: string; received: string }): Wording => ({
    subject: p.op,
    expected: `${p.name} must be a finite number`,
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
  "graph.repeatedAxis": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "each axis may be named once",
    received: p.received,
  }),
  "graph.permutation": (p: { op: string; rank: number; received: string }): Wording => ({
    subject: p.op,
    expected: `axes must name each of the ${p.rank} axes once`,
    received: p.received,
  }),
  "graph.broadcastTo": (p: { op: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `shape must broadcast to ${p.expected}`,
    received: p.received,
  }),
  "graph.mustHaveShape": (p: { op: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `shape must be ${p.expected}`,
    received: p.received,
  }),
  "graph.wholeNumber": (p: { op: string; name: string; least: number; received: string }): Wording => ({
    subject: p.op,
    expected: `${p.name} must be whole numbers of at least ${p.least}`,
    received: p.received,
  }),
  "graph.matchingSizes": (p: { op: string; axis: number; received: string }): Wording => ({
    subject: p.op,
    expected: `shapes must agree on every axis but axis ${p.axis}`,
    received: p.received,
  }),
  "graph.onePerAxis": (p: { op: string; name: string; rank: number; received: string }): Wording => ({
    subject: p.op,
    expected: `${p.name} must have one entry for each of the ${p.rank} axes`,
    received: p.received,
  }),
  "graph.sliceStep": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "steps must be whole numbers other than 0",
    received: p.received,
  }),
  "graph.splitSizes": (p: { op: string; size: number; received: string }): Wording => ({
    subject: p.op,
    expected: `parts must add up to the axis's size ${p.size}`,
    received: p.received,
  }),
  "graph.channels": (p: { op: string; expected: number; received: string }): Wording => ({
    subject: p.op,
    expected: `input must have ${p.expected} channels (weight's axis 1 × groups)`,
    received: p.received,
  }),
  "graph.attention": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "shapes must be q […, queries, D], k […, keys, D], v […, keys, width], mask and bias […, queries, keys]",
    received: p.received,
  }),
  "graph.rotary": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "the last axis must be even, and there must be a position for each row",
    received: p.received,
  }),
  "graph.groups": (p: { op: string; groups: number; received: string }): Wording => ({
    subject: p.op,
    expected: `channels and filters must be multiples of groups = ${p.groups}`,
    received: p.received,
  }),
  "graph.window": (p: { op: string; window: string; received: string }): Wording => ({
    subject: p.op,
    expected: `window ${p.window} must fit into the padded image`,
    received: p.received,
    hint: "add padding or use a smaller window",
  }),
  "graph.poolPadding": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "padding must be at most half of the window",
    received: p.received,
  }),
  "graph.samePadding": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: 'padding "same" needs stride 1',
    received: p.received,
  }),
  "graph.probability": (p: { op: string; name: string; received: string }): Wording => ({
    subject: p.op,
    expected: `${p.name} must be at least 0 and below 1`,
    received: p.received,
  }),
  "graph.notEmpty": (p: { op: string }): Wording => ({
    subject: p.op,
    expected: "at least one tensor must be given",
    received: "[]",
  }),
  "graph.notScalar": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "what is differentiated must be a scalar",
    received: p.received,
    hint: "reduce it first, or give dy",
  }),
  "graph.independent": (p: { op: string; name: string; of: string }): Wording => ({
    subject: p.op,
    expected: `"${p.of}" must depend on "${p.name}"`,
    received: "no path between them",
  }),
  "graph.squeezedAxis": (p: { op: string; axis: number; received: string }): Wording => ({
    subject: p.op,
    expected: `axis ${p.axis} must have size 1`,
    received: p.received,
  }),
  "graph.embedFits": (p: { op: string; expected: string; received: string }): Wording => ({
    subject: p.op,
    expected: `tensor must end within ${p.expected}`,
    received: p.received,
  }),
  "graph.scanSteps": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected:
      "sequences must have one length of 1 or more along their first axis (without sequences, steps must be given)",
    received: p.received,
  }),
  "graph.scanCarries": (p: { op: string; expected: number; received: number }): Wording => ({
    subject: p.op,
    expected: `the step must give as many carries as it is given, ${p.expected}`,
    received: String(p.received),
  }),
};
