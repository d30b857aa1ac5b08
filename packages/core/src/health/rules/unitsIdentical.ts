import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { byLayer } from "../trainingFacts.ts";

/** Hidden layers whose units have the same weights and so always will: symmetry, as after zero initialization. */
export const unitsIdentical: Rule = {
  explainedBy: [],
  find: (facts) => {
    const layers = byLayer(facts).filter((figures) => (figures[0]?.parameters.length ?? 0) > 0);
    // The outputs' own weights may begin alike: each output has its own target.
    return layers.slice(0, -1).flatMap((figures): Finding[] => {
      const last = figures[figures.length - 1];
      const equal = last?.parameters.find(({ areUnitsEqual }) => areUnitsEqual === true);
      if (last === undefined || equal === undefined) return [];
      const { norm, gradientNorm } = equal;
      return [{ code: "unitsIdentical", severity: "error", layer: last.place, figures: { norm, gradientNorm } }];
    });
  },
};
