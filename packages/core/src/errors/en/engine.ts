import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults met while a graph is compiled or run. */
export const engine = {
  "engine.unknown": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "engine",
    expected: "name must be a known one",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "engine.missingFeed": (p: { name: string }): Wording => ({
    subject: "run",
    expected: `a value must be given for input "${p.name}"`,
    received: "none",
  }),
  "engine.unknownFeed": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "run",
    expected: "values must be named after inputs of the graph",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "engine.feedShape": (p: { name: string; expected: string; received: string }): Wording => ({
    subject: `input "${p.name}"`,
    expected: `value must have shape ${p.expected}`,
    received: p.received,
  }),
  "engine.feedElement": (p: { name: string; index: string; received: string }): Wording => ({
    subject: `input "${p.name}"`,
    expected: `${p.index} must be a number`,
    received: p.received,
  }),
  "engine.wholeFeed": (p: { name: string; index: string; received: string }): Wording => ({
    subject: `input "${p.name}"`,
    expected: `${p.index} must be a whole number of 32 bits`,
    received: p.received,
  }),
  "engine.notVariable": (p: { op: string; received: string }): Wording => ({
    subject: p.op,
    expected: "tensor must be a parameter or another variable",
    received: p.received,
  }),
  "engine.outOfMemory": (p: { bytes: number }): Wording => ({
    subject: "compile",
    expected: "the plan must fit in 4 GiB of memory",
    received: `${p.bytes} bytes more than there is room for`,
  }),
  "engine.threads": (p: { received: string }): Wording => ({
    subject: "threads",
    expected: "must be a whole number from 1 to 64",
    received: p.received,
  }),
  "engine.steps": (p: { received: string }): Wording => ({
    subject: "run",
    expected: "steps must be a whole number of at least 1",
    received: p.received,
  }),
};
