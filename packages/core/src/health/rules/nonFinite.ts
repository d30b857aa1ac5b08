import type { Rule } from "../rule.ts";

/** Numbers that are NaN or infinite, in a layer or in the loss. */
export const nonFinite: Rule = {
  explainedBy: [],
  find: (facts) => {
    const last = facts.probes[facts.probes.length - 1];
    const bad = last?.layers.find(({ outputNorm, parameters }) => {
      const norms = [outputNorm ?? 0, ...parameters.flatMap(({ norm, gradientNorm }) => [norm, gradientNorm])];
      return norms.some((norm) => !Number.isFinite(norm));
    });
    if (!facts.isNonFinite && bad === undefined) return [];
    return [{ code: "nonFinite", severity: "error", layer: bad?.place, figures: { step: facts.steps + 1 } }];
  },
};
