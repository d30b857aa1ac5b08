import type { Rule } from "../rule.ts";
import { learnedShare, median } from "../trainingFacts.ts";

const largest = 30;
const smallest = 1e-3;

/** Inputs whose mean or spread is far from the order of 1, where no layer scales them. */
export const inputsUnscaled: Rule = {
  explainedBy: [],
  find: (facts) => {
    if (facts.normalizesInputs) return [];
    const count = facts.probes[0]?.inputs.length ?? 0;
    for (let index = 0; index < count; index += 1) {
      const figures = facts.probes.flatMap((probe) => probe.inputs[index] ?? []);
      const mean = median(figures.map((one) => one.mean));
      const standardDeviation = median(figures.map((one) => one.standardDeviation));
      const maxAbs = Math.max(...figures.map((one) => one.maxAbs));
      const isLarge = Math.abs(mean) > largest || standardDeviation > largest;
      const isSmall = maxAbs > 0 && maxAbs < smallest;
      if (!isLarge && !isSmall) continue;
      const severity = learnedShare(facts) < 0.5 ? "error" : "warning";
      return [{ code: "inputsUnscaled", severity, layer: undefined, figures: { mean, standardDeviation, maxAbs } }];
    }
    return [];
  },
};
