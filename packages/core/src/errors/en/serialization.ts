import type { Wording } from "../wording.ts";

/** Faults in saved files. */
export const serialization = {
  "serialization.headerLength": (p: { subject: string; most: number; received: string }): Wording => ({
    subject: p.subject,
    expected: `header length must be at most ${p.most} bytes, what the file has left`,
    received: p.received,
  }),
};
