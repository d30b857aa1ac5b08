import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";
import type { HealthProbe } from "./healthProbe.ts";
import type { LayerPlace } from "./layerNodes.ts";
import { byLayer, endsOf, greatestUpdateRatio, median, peakUpdateRatio, type TrainingFacts } from "./trainingFacts.ts";

/** The health of one layer over a training: medians over the probes. */
export interface LayerHealth {
  readonly place: LayerPlace;
  /** Norm of the output, and of the gradient of the cost with respect to it, over a batch. */
  readonly outputNorm: number | undefined;
  readonly gradientNorm: number | undefined;
  /** Share of units that no example of the last probes made active; only of rectifiers. */
  readonly deadShare: number | undefined;
  /** Share of outputs at which the slope is below a tenth of its greatest; only of bounded activations. */
  readonly saturatedShare: number | undefined;
  /** ‖Δw‖ / ‖w‖ of one step, of the parameter that moves most; biases, which begin at 0, are left out. */
  readonly updateRatio: number | undefined;
}

/** What the learning rate looks like: `"unclear"` where something else keeps the loss from falling. */
export type RateVerdict = "good" | "tooHigh" | "tooLow" | "unclear";

/** How healthy a training is. */
export interface HealthReport {
  /** What is wrong, causes first; empty for a healthy training. */
  readonly findings: readonly Finding[];
  readonly learningRate: {
    readonly verdict: RateVerdict;
    /** Median ‖Δw‖ / ‖w‖ of a step; where the rate is too high, the greatest. */
    readonly updateRatio: number | undefined;
  };
  readonly layers: readonly LayerHealth[];
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Cost of the best output that is the same for every example. */
  readonly constantCost: number | undefined;
  readonly steps: number;
  /** All figures that were measured, in the order of steps. */
  readonly probes: readonly HealthProbe[];
}

const probesLookedAt = 6;

/** Judges a training and gathers the figures of its layers. */
export function healthReport(facts: TrainingFacts): HealthReport {
  const findings = diagnose(facts);
  const verdict = rateVerdict(findings);
  const { first, last } = endsOf(facts);
  return {
    findings,
    learningRate: {
      verdict,
      updateRatio: verdict === "tooHigh" ? peakUpdateRatio(facts) : greatestUpdateRatio(facts),
    },
    layers: byLayer(facts).flatMap((figures): LayerHealth[] => {
      const place = figures[0]?.place;
      if (place === undefined) return [];
      const active = figures
        .slice(-probesLookedAt)
        .flatMap(({ isActive }) => (isActive === undefined ? [] : [isActive]));
      const dead = active[0]?.filter((_, unit) => active.every((units) => units[unit] === false)).length;
      return [
        {
          place,
          outputNorm: known(median(figures.flatMap(({ outputNorm }) => outputNorm ?? []))),
          gradientNorm: known(median(figures.flatMap(({ gradientNorm }) => gradientNorm ?? []))),
          deadShare: dead === undefined ? undefined : dead / (active[0]?.length ?? 1),
          saturatedShare: known(median(figures.flatMap(({ saturatedShare }) => saturatedShare ?? []))),
          updateRatio: greatest(
            figures[0]?.parameters.map(({ key }, i) =>
              key.endsWith("bias")
                ? Number.NaN
                : median(figures.flatMap((one) => one.parameters[i]?.updateRatio ?? [])),
            ) ?? [],
          ),
        },
      ];
    }),
    firstLoss: first,
    lastLoss: last,
    constantCost: facts.constantCost,
    steps: facts.steps,
    probes: facts.probes,
  };
}

function rateVerdict(findings: readonly Finding[]): RateVerdict {
  if (findings.some(({ code }) => code === "rateTooHigh")) return "tooHigh";
  if (findings.some(({ code }) => code === "rateTooLow")) return "tooLow";
  return findings.some(({ severity }) => severity === "error") ? "unclear" : "good";
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function greatest(values: readonly number[]): number | undefined {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
