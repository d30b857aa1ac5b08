import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { byLayer, learnedShare } from "../trainingFacts.ts";

const probesLookedAt = 6;
const shareOfWarning = 0.5;
const shareOfError = 0.9;

/** Rectified layers most of whose units no example makes active: they pass nothing on and get no gradient. */
export const unitsDead: Rule = {
  explainedBy: ["unitsIdentical", "inputsUnscaled", "rateTooHigh"],
  find: (facts) => {
    const hasLearned = learnedShare(facts) > 0.5;
    return byLayer(facts).flatMap((figures): Finding[] => {
      const recent = figures
        .slice(-probesLookedAt)
        .flatMap(({ isActive }) => (isActive === undefined ? [] : [isActive]));
      const [first] = recent;
      const place = figures[0]?.place;
      if (first === undefined || place === undefined) return [];
      const units = first.length;
      const dead = first.filter((_, unit) => recent.every((isActive) => isActive[unit] === false)).length;
      const share = dead / units;
      if (share < (hasLearned ? shareOfError : shareOfWarning)) return [];
      const severity = share >= shareOfError ? "error" : "warning";
      return [{ code: "unitsDead", severity, layer: place, figures: { dead, units, share } }];
    });
  },
};
