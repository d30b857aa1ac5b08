import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { byLayer, learnedShare, median } from "../trainingFacts.ts";

const leastShare = 0.8;

/** Hidden layers of bounded activations most of whose outputs lie where the slope is nearly 0. */
export const unitsSaturated: Rule = {
  explainedBy: ["inputsUnscaled", "unitsIdentical", "rateTooHigh"],
  find: (facts) => {
    if (learnedShare(facts) > 0.5) return [];
    // The last layer answers: there it is right to be sure.
    return byLayer(facts)
      .slice(0, -1)
      .flatMap((figures): Finding[] => {
        const share = median(figures.slice(-3).flatMap(({ saturatedShare }) => saturatedShare ?? []));
        const place = figures[0]?.place;
        if (place === undefined || !(share >= leastShare)) return [];
        return [{ code: "unitsSaturated", severity: "warning", layer: place, figures: { share } }];
      });
  },
};
