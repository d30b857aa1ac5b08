import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { explodingGradient } from "./rules/explodingGradient.ts";
import { inputsUnscaled } from "./rules/inputsUnscaled.ts";
import { labelsMemorized, labelsUnlearnable } from "./rules/labelsUnlearnable.ts";
import { nonFinite } from "./rules/nonFinite.ts";
import { rateTooHigh } from "./rules/rateTooHigh.ts";
import { rateTooLow } from "./rules/rateTooLow.ts";
import { unitsDead } from "./rules/unitsDead.ts";
import { unitsIdentical } from "./rules/unitsIdentical.ts";
import { unitsSaturated } from "./rules/unitsSaturated.ts";
import { vanishingGradient } from "./rules/vanishingGradient.ts";
import type { TrainingFacts } from "./trainingFacts.ts";

/** Causes before what they cause. */
const rules: readonly Rule[] = [
  inputsUnscaled,
  unitsIdentical,
  nonFinite,
  rateTooHigh,
  unitsDead,
  vanishingGradient,
  explodingGradient,
  unitsSaturated,
  rateTooLow,
  labelsMemorized,
  labelsUnlearnable,
];

/** Everything that is wrong with a training, causes first; what another finding explains is left out. */
export function diagnose(facts: TrainingFacts): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const isExplained = findings.some(({ code, severity }) => severity === "error" && rule.explainedBy.includes(code));
    if (!isExplained) findings.push(...rule.find(facts));
  }
  return findings;
}
