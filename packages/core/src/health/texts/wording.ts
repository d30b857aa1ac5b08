import type { FindingCode } from "../finding.ts";
import type { RateVerdict } from "../healthReport.ts";

/** What texts are made from: the figures as short numbers and percentages, and the layer's name. */
export interface WordingParts {
  /** A figure with three digits, say `1.2e-5`. */
  readonly number: (name: string) => string;
  /** A share as a percentage. */
  readonly percent: (name: string) => string;
  /** Say `model.layers[2] (relu)`; empty where the finding is about the whole training. */
  readonly layer: string;
}

/** A finding in words. */
export interface FindingWording {
  /** What is wrong. */
  readonly problem: string;
  /** The figures that show it. */
  readonly evidence: string;
  /** What to try. */
  readonly remedy: string;
}

/** All words about health in one language. */
export interface HealthTexts {
  readonly findings: Readonly<Record<FindingCode, (parts: WordingParts) => FindingWording>>;
  readonly verdicts: Readonly<Record<RateVerdict, string>>;
  readonly healthy: string;
  readonly rate: (verdict: string, updateRatio: string) => string;
  readonly evidence: string;
  readonly remedy: string;
}
