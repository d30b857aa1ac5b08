import type { Finding, FindingCode } from "./finding.ts";
import type { TrainingFacts } from "./trainingFacts.ts";

/** One thing that may be wrong, and how to tell. */
export interface Rule {
  /** Findings that explain what this rule would find; with an error among them it is silent. */
  readonly explainedBy: readonly FindingCode[];
  readonly find: (facts: TrainingFacts) => readonly Finding[];
}
