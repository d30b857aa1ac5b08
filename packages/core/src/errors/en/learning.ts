import type { Text } from "../../spec/text.ts";
import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults in layers' options and shapes, in training data, and in saved models. */
export const learning = {
  "learning.option": (p: { subject: string; name: string; expected: Text; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must be ${p.expected.en}`,
    received: p.received,
  }),
  "learning.missingOption": (p: { subject: string; name: string; expected: Text }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must be given: ${p.expected.en}`,
    received: "nothing",
  }),
  "learning.unknownOption": (p: { subject: string; received: string; choices: readonly string[] }): Wording => ({
    subject: p.subject,
    expected: p.choices.length === 0 ? "takes no options" : "option must be a known one",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "learning.options": (p: { subject: string; choices: readonly string[]; received: string }): Wording => ({
    subject: p.subject,
    expected: p.choices.length === 0 ? "takes no options" : "options must be named",
    received: p.received,
    hint: p.choices.length === 0 ? undefined : `options are ${p.choices.join(", ")}`,
  }),
  "learning.unknownEntry": (p: { kind: Text; received: string; choices: readonly string[] }): Wording => ({
    subject: p.kind.en,
    expected: "name must be a known one",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "learning.entry": (p: { kind: Text; received: string }): Wording => ({
    subject: p.kind.en,
    expected: "must be a name, or one name with its options, say { name: { … } }",
    received: p.received,
  }),
  "learning.shape": (p: { subject: string; expected: Text; received: string }): Wording => ({
    subject: p.subject,
    expected: p.expected.en,
    received: p.received,
  }),
  "learning.givenValues": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must have shape ${p.expected}`,
    received: p.received,
  }),
  "learning.missingWeight": (p: { key: string; choices: readonly string[] }): Wording => ({
    subject: "weights",
    expected: `"${p.key}" must be there`,
    received: `${p.choices.length} other keys`,
    hint: choicesHint(p.key, p.choices),
  }),
  "learning.unexpectedWeight": (p: { key: string; choices: readonly string[] }): Wording => ({
    subject: "weights",
    expected: "keys must be the model's own",
    received: `"${p.key}"`,
    hint: choicesHint(p.key, p.choices),
  }),
  "learning.weightShape": (p: { key: string; expected: string; received: string }): Wording => ({
    subject: `weights "${p.key}"`,
    expected: `shape must be ${p.expected}`,
    received: p.received,
  }),
  "learning.architecture": (p: { name: string; expected: Text; received: string }): Wording => ({
    subject: "model.json",
    expected: `${p.name} must be ${p.expected.en}`,
    received: p.received,
  }),
  "learning.tooLarge": (p: { subject: string; shape: string; most: number }): Wording => ({
    subject: p.subject,
    expected: `a model may have at most ${p.most.toLocaleString("en")} weights (4 GiB) in all`,
    received: p.shape,
  }),
  "learning.noParameters": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "the cost must depend on at least one parameter",
    received: "none",
  }),
  "learning.cost": (p: { subject: string; received: string }): Wording => ({
    subject: p.subject,
    expected: "the cost must be one number (shape [])",
    received: p.received,
  }),
  "learning.outputs": (p: { subject: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `names must be those of the model: ${p.expected}`,
    received: p.received,
  }),
  "learning.trainingState": (p: { expected: Text; received: string }): Wording => ({
    subject: "training state",
    expected: p.expected.en,
    received: p.received,
  }),
  "learning.nonFinite": (p: { step: number; epoch: number; detail: Text }): Wording => ({
    subject: `training stopped in epoch ${p.epoch}, step ${p.step}`,
    expected: "the loss must be finite",
    received: p.detail.en,
    hint: "a smaller learning rate, scaled inputs or clipByGlobalNorm usually mend it",
  }),
  "learning.wholeSequence": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "it must look back alone to go on position by position",
    received: "a layer that needs the whole sequence",
    hint: "attention, convolutions and transformer blocks look back alone when they are causal",
  }),
  "learning.tokenModel": (p: { subject: string; expected: Text; received: string }): Wording => ({
    subject: p.subject,
    expected: `the model must ${p.expected.en}`,
    received: p.received,
  }),
  "learning.tokens": (p: { subject: string; place: string; max: number; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.place} must be a token: a whole number from 0 to ${p.max}`,
    received: p.received,
  }),
  "learning.looksAhead": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "what a model says of a position must not depend on later ones",
    received: "a model that looks ahead",
    hint: "attention and convolutions must be causal, recurrent layers of one direction",
  }),
  "learning.epochData": (p: { epoch: number; expected: string; received: string }): Wording => ({
    subject: `data of epoch ${p.epoch}`,
    expected: `must have as many examples, of the same shapes, as those of the first epoch: ${p.expected}`,
    received: p.received,
  }),
  "learning.busy": (p: { subject: string; received: Text }): Wording => ({
    subject: p.subject,
    expected: "the model must not be in training already",
    received: p.received.en,
  }),
};
