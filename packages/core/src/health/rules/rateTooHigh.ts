import type { Rule } from "../rule.ts";
import { endsOf, greatestUpdateRatio, learnedShare, peakUpdateRatio } from "../trainingFacts.ts";

const spike = 4;
const wildSpike = 10;
const rise = 1.2;
const largeRatio = 0.1;
/** Steps as small as this move no loss: one that rises only varies between batches. */
const tinyRatio = 1e-4;

/** A loss that rises, jumps or stops being finite because steps are too long. */
export const rateTooHigh: Rule = {
  explainedBy: ["inputsUnscaled", "unitsIdentical"],
  find: (facts) => {
    const { first, last } = endsOf(facts);
    const start = Math.max(first, facts.constantCost ?? 0);
    const highest = Math.max(...facts.losses.map((bin) => bin.max));
    const updateRatio = greatestUpdateRatio(facts);
    const hasLearned = learnedShare(facts) > 0.3;
    const peak = peakUpdateRatio(facts);
    const figures = { first, last, highest, ...(peak === undefined ? {} : { updateRatio: peak }) };
    const grows = facts.isNonFinite && (highest > spike * start || (updateRatio ?? 0) > largeRatio);
    const jumps = !hasLearned && highest > spike * start;
    const rises = !hasLearned && last > rise * start && (updateRatio ?? 1) > tinyRatio;
    const overshoots = !hasLearned && (updateRatio ?? 0) > largeRatio && last > 0.9 * start;
    const recovers = hasLearned && highest > wildSpike * start;
    if (!grows && !jumps && !rises && !overshoots && !recovers) return [];
    return [{ code: "rateTooHigh", severity: recovers ? "warning" : "error", layer: undefined, figures }];
  },
};
