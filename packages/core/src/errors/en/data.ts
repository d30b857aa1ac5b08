import type { Wording } from "../wording.ts";

/** Faults in data sets and the files they come from. */
export const data = {
  "data.empty": (p: { subject: string }): Wording => ({
    subject: p.subject,
    expected: "must hold at least one example",
    received: "none",
  }),
};
