import type { Rule } from "../rule.ts";
import { endsOf, greatestUpdateRatio, meanLoss } from "../trainingFacts.ts";

const smallRatio = 1e-4;
const smallGain = 0.02;
/** Where the loss was low from the start: smaller steps than a training takes that goes on from good weights. */
const tinyRatio = 1e-6;

/** A loss that hardly moves because every step changes the weights by almost nothing. */
export const rateTooLow: Rule = {
  explainedBy: ["nonFinite", "unitsIdentical", "unitsDead", "vanishingGradient", "unitsSaturated", "rateTooHigh"],
  find: (facts) => {
    const updateRatio = greatestUpdateRatio(facts);
    if (updateRatio === undefined || updateRatio === 0 || updateRatio >= smallRatio) return [];
    const quarter = Math.max(1, Math.floor(facts.losses.length / 4));
    const before = meanLoss(facts.losses.slice(0, quarter));
    const gain = 1 - meanLoss(facts.losses.slice(-quarter)) / before;
    // A training that has arrived also takes small steps: then the loss is far below that of a constant output.
    const hasArrived = before < 0.5 * (facts.constantCost ?? 0) && updateRatio > tinyRatio;
    if (gain > smallGain || hasArrived) return [];
    const { first, last } = endsOf(facts);
    return [{ code: "rateTooLow", severity: "error", layer: undefined, figures: { first, last, updateRatio } }];
  },
};
