import type { Rule } from "../rule.ts";
import { learnedShare } from "../trainingFacts.ts";
import { gradientNorms } from "./gradientNorms.ts";

const leastLayers = 3;
const greatestRatio = 1e3;

/** Gradients that grow by orders of magnitude on their way from the last layer to the first. */
export const explodingGradient: Rule = {
  explainedBy: ["inputsUnscaled", "unitsIdentical", "rateTooHigh"],
  find: (facts) => {
    const norms = gradientNorms(facts);
    const first = norms[0];
    const last = norms[norms.length - 1];
    if (first === undefined || last === undefined || norms.length < leastLayers || last.norm === 0) return [];
    const ratio = first.norm / last.norm;
    if (ratio <= greatestRatio || learnedShare(facts) > 0.5) return [];
    const perLayer = ratio ** (1 / (norms.length - 1));
    const figures = { first: first.norm, last: last.norm, ratio, perLayer, layers: norms.length };
    return [{ code: "explodingGradient", severity: "error", layer: first.place, figures }];
  },
};
