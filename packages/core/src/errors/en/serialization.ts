import type { Wording } from "../wording.ts";

/** Faults in saved files. */
export const serialization = {
  "serialization.tooShort": (p: { subject: string; received: number }): Wording => ({
    subject: p.subject,
    expected: "a safetensors file must have at least 8 bytes for the length of its header",
    received: `${p.received} bytes`,
  }),
  "serialization.headerLength": (p: { subject: string; most: number; received: string }): Wording => ({
    subject: p.subject,
    expected: `header length must be at most ${p.most} bytes`,
    received: p.received,
  }),
  "serialization.headerBeyondFile": (p: { subject: string; most: number; received: string }): Wording => ({
    subject: p.subject,
    expected: `header must end within the file, which has ${p.most} bytes left for it`,
    received: `a header length of ${p.received}`,
  }),
  "serialization.headerEncoding": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "header must be valid UTF-8",
  }),
  "serialization.headerJson": (p: { subject: string; received: string }): Wording => ({
    subject: p.subject,
    expected: "header must be a JSON object",
    received: p.received,
  }),
  "serialization.duplicateName": (p: { subject: string; name: string }): Wording => ({
    subject: p.subject,
    expected: "names must differ",
    received: `"${p.name}" twice`,
  }),
  "serialization.metadata": (p: { subject: string; received: string }): Wording => ({
    subject: p.subject,
    expected: "__metadata__ must be an object of strings",
    received: p.received,
  }),
  "serialization.entry": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `tensor "${p.name}" must have ${p.expected}`,
    received: p.received,
  }),
  "serialization.elementType": (p: {
    subject: string;
    name: string;
    choices: readonly string[];
    received: string;
  }): Wording => ({
    subject: p.subject,
    expected: `element type of tensor "${p.name}" must be one of ${p.choices.join(", ")}`,
    received: p.received,
  }),
  "serialization.offsets": (p: { subject: string; name: string; dataBytes: number; received: string }): Wording => ({
    subject: p.subject,
    expected: `offsets of tensor "${p.name}" must be ordered and within the ${p.dataBytes} bytes of data`,
    received: p.received,
  }),
  "serialization.tensorSize": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `tensor "${p.name}" must take ${p.expected}`,
    received: `${p.received} bytes`,
  }),
  "serialization.overlap": (p: { subject: string; name: string; other: string }): Wording => ({
    subject: p.subject,
    expected: `tensors must not overlap; "${p.name}" begins before "${p.other}" ends`,
  }),
  "serialization.hole": (p: { subject: string; name: string; byteOffset: number; received: number }): Wording => ({
    subject: p.subject,
    expected: `data must have no holes; tensor "${p.name}" must begin at byte ${p.byteOffset}`,
    received: String(p.received),
  }),
  "serialization.trailingBytes": (p: { subject: string; received: number }): Wording => ({
    subject: p.subject,
    expected: "data must end with the last tensor",
    received: `${p.received} bytes more`,
  }),
  "serialization.boolean": (p: { subject: string; name: string; received: number }): Wording => ({
    subject: p.subject,
    expected: `bytes of BOOL tensor "${p.name}" must be 0 or 1`,
    received: String(p.received),
  }),
  "serialization.name": (p: { received: string }): Wording => ({
    subject: "safetensors",
    expected: "names of tensors must be well-formed text other than __metadata__",
    received: JSON.stringify(p.received),
  }),
};
