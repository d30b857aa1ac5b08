import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults in layers, losses, optimizers, metrics and the options of models. */
export const model = {
  "model.unknownLayer": (p: { received: string; choices: readonly string[] }): Wording => unknown("layer", p),
  "model.unknownActivation": (p: { received: string; choices: readonly string[] }): Wording => unknown("activation", p),
  "model.unknownLoss": (p: { received: string; choices: readonly string[] }): Wording => unknown("loss", p),
  "model.unknownOptimizer": (p: { received: string; choices: readonly string[] }): Wording => unknown("optimizer", p),
  "model.unknownSchedule": (p: { received: string; choices: readonly string[] }): Wording => unknown("schedule", p),
  "model.unknownMetric": (p: { received: string; choices: readonly string[] }): Wording => unknown("metric", p),
  "model.unknownInitializer": (p: { received: string; choices: readonly string[] }): Wording =>
    unknown("initializer", p),
  "model.unknownOption": (p: { subject: string; received: string; choices: readonly string[] }): Wording => ({
    subject: p.subject,
    expected: "option must be a known one",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "model.option": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must be ${p.expected}`,
    received: p.received,
  }),
  "model.inputShape": (p: { subject: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `input must have shape ${p.expected}`,
    received: p.received,
  }),
};

function unknown(kind: string, p: { received: string; choices: readonly string[] }): Wording {
  return {
    subject: kind,
    expected: "name must be a known one",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  };
}
