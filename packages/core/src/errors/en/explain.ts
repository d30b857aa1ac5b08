import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults found while a step is explained or a derivation checked. */
export const explain = {
  "explain.cost": (p: { subject: string; received: string }): Wording => ({
    subject: p.subject,
    expected: "the cost to explain must be a scalar of type f32",
    received: p.received,
    hint: "reduce it first, say with sum or mean",
  }),
  "explain.stepNumber": (p: { received: string }): Wording => ({
    subject: "explain",
    expected: "number of the update must be a whole number of at least 1",
    received: p.received,
  }),
  "explain.noStep": (p: { received: string }): Wording => ({
    subject: "explain",
    expected: "a later update needs the training step; give step: minimize(cost, optimizer)",
    received: `stepNumber ${p.received} alone`,
  }),
  "explain.notFinite": (p: { name: string; received: string }): Wording => ({
    subject: p.name,
    expected: "must stay finite in the updates before the one to explain",
    received: `a number that is not, in update ${p.received}`,
    hint: `explain update ${p.received}, or lower the learning rate`,
  }),
  "explain.unknownNode": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "explain",
    expected: "node must be in the graph of the cost",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "explain.index": (p: { name: string; shape: string; received: string; first: string; last: string }): Wording => ({
    subject: p.name,
    expected: `index must lie within shape ${p.shape}, from ${p.first} to ${p.last}`,
    received: p.received,
  }),
  "explain.choice": (p: { name: string; received: string; choices: readonly string[] }): Wording => ({
    subject: "explain",
    expected: `${p.name} must be one of ${p.choices.join(", ")}`,
    received: `"${p.received}"`,
  }),
  "explain.digits": (p: { received: string }): Wording => ({
    subject: "explain",
    expected: 'digits must be a whole number from 0 to 17, or "full"',
    received: p.received,
  }),
  "explain.example": (p: { received: string; count: number }): Wording => ({
    subject: "explain",
    expected: `example must be a whole number from 0 to ${p.count - 1}, or all`,
    received: `"${p.received}"`,
  }),
  "explain.room": (p: { most: string; received: string }): Wording => ({
    subject: "explain",
    expected: `the values to keep must fit into ${p.most}`,
    received: p.received,
    hint: "explain fewer examples",
  }),
  "explain.noGradient": (p: { name: string; choices: readonly string[] }): Wording => ({
    subject: p.name,
    expected: "gradients flow to what lies between the parameters and the cost",
    received: `"${p.name}", to which none flows`,
    hint: choicesHint(p.name, p.choices),
  }),
  "explain.unknownGradient": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "checkDerivation",
    expected: "a gradient must be named after a parameter, with or without d before it",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
};
