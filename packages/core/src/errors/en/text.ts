import type { Text } from "../../spec/text.ts";
import type { Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** Faults in texts, in tokenizers and in sequences of tokens. */
export const text = {
  "text.notText": (p: { name: string; received: string }): Wording => ({
    subject: p.name,
    expected: "must be a text (a string)",
    received: p.received,
  }),
  "text.notChunk": (p: { name: string; received: string }): Wording => ({
    subject: p.name,
    expected: "pieces of a text must be strings or bytes (Uint8Array)",
    received: p.received,
  }),
  "text.surrogate": (p: { name: string; position: number; received: string }): Wording => ({
    subject: p.name,
    expected: `must be whole characters; position ${p.position} holds half of one (a lone surrogate)`,
    received: p.received,
  }),
  "text.encoding": (p: { name: string; offset: number; received: string; looksUtf16: boolean }): Wording => ({
    subject: p.name,
    expected: `must be UTF-8; the bytes from ${p.offset} on are not`,
    received: p.received,
    hint: p.looksUtf16
      ? "it begins like UTF-16: save it as UTF-8"
      : "save it as UTF-8, or decode it by its own encoding first",
  }),
  "text.empty": (p: { subject: string; unit: Text }): Wording => ({
    subject: p.subject,
    expected: `texts must hold at least one ${p.unit.en}`,
    received: "none",
  }),
  "text.unknownToken": (p: {
    name: string;
    unit: Text;
    position: number;
    shown: string;
    received: string;
    choices: readonly string[];
  }): Wording => ({
    subject: p.name,
    expected: `every ${p.unit.en} must be in the vocabulary, for there is no unknown token; that at position ${p.position} is not`,
    received: p.shown,
    hint: choicesHint(p.received, p.choices) ?? 'train the tokenizer with special: ["unknown"], or on such texts',
  }),
  "text.leftOut": (p: { subject: string; unit: Text; count: number }): Wording => ({
    subject: p.subject,
    expected: `leastCount and greatestSize may leave out a ${p.unit.en} only where special has "unknown"`,
    received: `${p.count} left out`,
  }),
  "text.noneLeft": (p: { subject: string; unit: Text; count: number }): Wording => ({
    subject: p.subject,
    expected: `leastCount and greatestSize must leave at least one ${p.unit.en}`,
    received: `none of ${p.count} left`,
  }),
  "text.noSpecial": (p: { name: string; choices: readonly string[] }): Wording => ({
    subject: "encode",
    expected: `the tokenizer must have the special token "${p.name}"`,
    received: p.choices.length === 0 ? "none" : p.choices.join(", "),
    hint: `train it with special: ["${p.name}"]`,
  }),
  "text.tokenRange": (p: {
    subject: string;
    position: number | undefined;
    size: number;
    received: string;
  }): Wording => ({
    subject: p.subject,
    expected:
      p.position === undefined
        ? `a token must be a whole number from 0 to ${p.size - 1}`
        : `tokens must be whole numbers from 0 to ${p.size - 1}; that at position ${p.position} is not`,
    received: p.received,
  }),
  "text.emptySequence": (p: { name: string }): Wording => ({
    subject: p.name,
    expected: "must hold at least one token",
    received: "none",
    hint: "leave it out, or mark the ends of texts with start and end tokens",
  }),
  "text.sequenceToken": (p: { name: string; position: number; received: string }): Wording => ({
    subject: p.name,
    expected: `tokens must be whole numbers; that at position ${p.position} is not`,
    received: p.received,
  }),
  "text.tooLong": (p: { name: string; most: number; received: number }): Wording => ({
    subject: p.name,
    expected: `must hold at most ${p.most} tokens`,
    received: String(p.received),
    hint: 'truncate: "end" cuts off the end of what is longer, "start" its start',
  }),
  "text.beyondBuckets": (p: { name: string; most: number; received: number }): Wording => ({
    subject: p.name,
    expected: `must hold at most ${p.most} tokens, the length of the last bucket`,
    received: String(p.received),
  }),
  "text.paddingInUse": (p: { name: string; position: number; padding: number }): Wording => ({
    subject: "padSequences",
    expected: `padding must be a token that no sequence holds; ${p.name} holds it at position ${p.position}`,
    received: String(p.padding),
    hint: 'give the tokenizer a padding token: special: ["padding"]',
  }),
  "text.tooShort": (p: { name: string; least: number; received: number }): Wording => ({
    subject: p.name,
    expected: `must hold at least ${p.least} tokens: a window and the token that follows it`,
    received: String(p.received),
  }),
  "text.noTerms": (p: { subject: string; count: number }): Wording => ({
    subject: p.subject,
    expected: "leastDocuments and greatestShare must leave at least one term",
    received: `none of ${p.count} left`,
  }),
  "text.featuresJson": (p: { field: string; expected: Text; received: string }): Wording => ({
    subject: "text features",
    expected: `${p.field} must be ${p.expected.en}`,
    received: p.received,
  }),
  "text.tokenizerJson": (p: { field: string; expected: Text; received: string }): Wording => ({
    subject: "tokenizer",
    expected: `${p.field} must be ${p.expected.en}`,
    received: p.received,
  }),
  "text.unknownField": (p: { received: string; choices: readonly string[] }): Wording => ({
    subject: "tokenizer",
    expected: "fields must be known ones",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
};
