import type { FindingCode } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { endsOf, learnedShare, meanLoss } from "../trainingFacts.ts";

const leastSteps = 40;
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
    const isLevel = middle - end < 0.05 * constantCost;
    if (Math.abs(learnedShare(facts)) > 0.15 || !isLevel) return [];
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
    const spread = Math.sqrt((majorityShare * (1 - majorityShare)) / validation.examples);
    const isChance = validation.accuracy <= majorityShare + 2 * spread;
    if (!isChance || validation.loss <= constantCost || learnedShare(facts) < 0.05) return [];
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
