import type { Wording } from "../wording.ts";

/** Faults in what a generator is asked for. */
export const random = {
  "random.seed": (p: { received: string; most: number }): Wording => ({
    subject: "seed",
    expected: `must be a whole number from 0 to ${p.most}`,
    received: p.received,
  }),
  "random.range": (p: { subject: string; low: number; high: number }): Wording => ({
    subject: p.subject,
    expected: "low and high must be safe whole numbers, low below high",
    received: `low ${p.low}, high ${p.high}`,
  }),
  "random.number": (p: { subject: string; name: string; expected: string; received: string }): Wording => ({
    subject: p.subject,
    expected: `${p.name} must be ${p.expected}`,
    received: p.received,
  }),
  "random.state": (p: { received: string }): Wording => ({
    subject: "generator state",
    expected: "must be a state that a generator gave",
    received: p.received,
  }),
};
