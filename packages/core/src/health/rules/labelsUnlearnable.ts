import type { FindingCode } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { endsOf, learnedShare, meanLoss, type TrainingFacts } from "../trainingFacts.ts";

const leastSteps = 40;
/** What part of the constant answer's cost a loss falls by, from the middle third to the last, that is not level. */
const fall = 0.05;
const otherCauses: readonly FindingCode[] = [
  "nonFinite",
  "inputsUnscaled",
  "unitsIdentical",
  "unitsDead",
  "vanishingGradient",
  "explodingGradient",
  "unitsSaturated",
  "rateTooHigh",
  "rateTooLow",
];

/** A loss that stays at that of a constant output although gradients flow: inputs say nothing about the targets. */
export const labelsUnlearnable: Rule = {
  explainedBy: [...otherCauses, "labelsMemorized"],
  find: (facts) => {
    const { constantCost, losses, steps } = facts;
    if (constantCost === undefined || steps < leastSteps) return [];
    const third = Math.max(1, Math.floor(losses.length / 3));
    const middle = meanLoss(losses.slice(third, 2 * third));
    const end = meanLoss(losses.slice(-third));
    const isLevel = middle - end < fall * constantCost;
    if (Math.abs(learnedShare(facts)) > 0.15 || !isLevel || !isAtChance(facts)) return [];
    return [
      {
        code: "labelsUnlearnable",
        severity: "error",
        layer: undefined,
        figures: { last: endsOf(facts).last, constantCost },
      },
    ];
  },
};

/** A training loss that falls while held-out examples are told no better than by always naming the most frequent class. */
export const labelsMemorized: Rule = {
  explainedBy: otherCauses,
  find: (facts) => {
    const { constantCost, majorityShare, validation } = facts;
    if (constantCost === undefined || majorityShare === undefined || validation?.accuracy === undefined) return [];
    if (!isAtChance(facts) || validation.loss <= constantCost || learnedShare(facts) < 0.05) return [];
    const { accuracy, loss, examples } = validation;
    const figures = {
      last: endsOf(facts).last,
      constantCost,
      accuracy,
      chance: majorityShare,
      validationLoss: loss,
      examples,
    };
    return [{ code: "labelsMemorized", severity: "error", layer: undefined, figures }];
  },
};

/** Whether held-out accuracy is no better than that of the most frequent class, within two standard errors; so too where it is unknown. */
function isAtChance({ majorityShare, validation }: TrainingFacts): boolean {
  if (majorityShare === undefined || validation?.accuracy === undefined) return true;
  const standardError = Math.sqrt((majorityShare * (1 - majorityShare)) / validation.examples);
  return validation.accuracy <= majorityShare + 2 * standardError;
}
