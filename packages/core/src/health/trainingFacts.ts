import type { HealthProbe, LayerFigures, ParameterFigures } from "./healthProbe.ts";
import type { LossBin } from "./lossTrace.ts";

/** What is known of a training when it is judged. */
export interface TrainingFacts {
  /** At least one, in the order of steps. */
  readonly probes: readonly HealthProbe[];
  readonly steps: number;
  readonly losses: readonly LossBin[];
  /** Cost of the best constant output, where it is known. */
  readonly constantCost: number | undefined;
  /** Share of the most frequent class; `undefined` where targets are no classes. */
  readonly majorityShare: number | undefined;
  /** Figures on held-out data. */
  readonly validation:
    | { readonly loss: number; readonly accuracy: number | undefined; readonly examples: number }
    | undefined;
  /** Whether the loss stopped being finite. */
  readonly isNonFinite: boolean;
  /** Whether something in the net brings inputs to scale by itself. */
  readonly normalizesInputs: boolean;
}

/** Mean loss of the first tenth of the steps, and of the last. */
export function endsOf(facts: TrainingFacts): { readonly first: number; readonly last: number } {
  const tenth = Math.max(1, Math.floor(facts.losses.length / 10));
  const first = facts.probes[0]?.loss ?? facts.losses[0]?.mean ?? Number.NaN;
  return { first, last: meanLoss(facts.losses.slice(-tenth)) };
}

export function meanLoss(bins: readonly LossBin[]): number {
  return bins.reduce((sum, bin) => sum + bin.mean, 0) / bins.length;
}

/** What part of the cost of the best constant output (of the first loss, where it is not known) has been learned away. */
export function learnedShare(facts: TrainingFacts): number {
  const { first, last } = endsOf(facts);
  const start = facts.constantCost ?? first;
  const share = 1 - last / start;
  return Number.isFinite(share) ? share : 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Layers with the figures that each probe has of them. */
export function byLayer(facts: TrainingFacts): readonly (readonly LayerFigures[])[] {
  const places = facts.probes[0]?.layers ?? [];
  return places.map((_, index) => facts.probes.flatMap((probe) => probe.layers[index] ?? []));
}

/** Weights (parameters of two axes or more are told by `areUnitsEqual` or their name) with the figures of each probe. */
function byParameter(facts: TrainingFacts): readonly (readonly ParameterFigures[])[] {
  return byLayer(facts).flatMap((layer) => {
    const count = layer[0]?.parameters.length ?? 0;
    return Array.from({ length: count }, (_, index) => layer.flatMap((figures) => figures.parameters[index] ?? []));
  });
}

/** The median ‖Δw‖/‖w‖ of the parameter that moves most; biases, which begin at 0, are left out. */
export function greatestUpdateRatio(facts: TrainingFacts): number | undefined {
  return greatest(updateRatios(facts).map(median));
}

/** The greatest ‖Δw‖/‖w‖ that any probe saw. */
export function peakUpdateRatio(facts: TrainingFacts): number | undefined {
  return greatest(updateRatios(facts).flat());
}

/** Ratios of every weight at every probe. */
function updateRatios(facts: TrainingFacts): readonly (readonly number[])[] {
  return byParameter(facts)
    .filter((figures) => !(figures[0]?.key.endsWith("bias") ?? true))
    .map((figures) => figures.flatMap((one) => one.updateRatio ?? []));
}

function greatest(values: readonly number[]): number | undefined {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? undefined : Math.max(...finite);
}
