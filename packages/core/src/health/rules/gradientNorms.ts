import type { LayerPlace } from "../layerNodes.ts";
import type { TrainingFacts } from "../trainingFacts.ts";
import { byLayer, median } from "../trainingFacts.ts";

/** The median norm of ∂cost/∂output of a layer. */
export interface LayerGradient {
  readonly place: LayerPlace;
  readonly norm: number;
}

/** Gradient norms of the layers that have parameters, from the first to the last. */
export function gradientNorms(facts: TrainingFacts): readonly LayerGradient[] {
  return byLayer(facts).flatMap((figures): LayerGradient[] => {
    const [first] = figures;
    if (first === undefined || first.parameters.length === 0) return [];
    const norm = median(figures.flatMap(({ gradientNorm }) => gradientNorm ?? []));
    return Number.isFinite(norm) ? [{ place: first.place, norm }] : [];
  });
}
