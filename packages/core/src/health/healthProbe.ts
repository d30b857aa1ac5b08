import type { RunResult } from "../engines/session.ts";
import { figure, type MeasuredStep } from "./healthStep.ts";
import { type LayerPlace, unitAxis } from "./layerNodes.ts";

/** Figures of one parameter at one step. */
export interface ParameterFigures {
  /** Key in saved files, say `0.weight`. */
  readonly key: string;
  /** ‖w‖. */
  readonly norm: number;
  /** ‖∂cost/∂w‖. */
  readonly gradientNorm: number;
  /** ‖Δw‖ / ‖w‖ of the step; `undefined` where ‖w‖ is 0. */
  readonly updateRatio: number | undefined;
  /** ‖Δw‖. */
  readonly updateNorm: number;
  /** Whether all units have the same weights; `undefined` for vectors and single units. */
  readonly areUnitsEqual: boolean | undefined;
}

/** Figures of one layer at one step, over one batch. */
export interface LayerFigures {
  readonly place: LayerPlace;
  /** Norm of the output, and of the gradient of the cost with respect to it; `undefined` where only the shape changes. */
  readonly outputNorm: number | undefined;
  readonly gradientNorm: number | undefined;
  /** For each unit whether any example made it active; only of rectifiers. */
  readonly isActive: readonly boolean[] | undefined;
  /** Share of outputs that lie where the slope is below a tenth of its greatest; only of bounded activations. */
  readonly saturatedShare: number | undefined;
  readonly parameters: readonly ParameterFigures[];
}

/** Mean, spread and greatest magnitude of what is fed to one input. */
export interface InputFigures {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly maxAbs: number;
}

/** What one probe measured. */
export interface HealthProbe {
  /** Steps done before it. */
  readonly step: number;
  readonly loss: number;
  readonly inputs: readonly InputFigures[];
  readonly layers: readonly LayerFigures[];
}

/** Reads the figures that a program made by `healthStep` gave. */
export function readProbe(measured: MeasuredStep, outputs: RunResult["outputs"], step: number): HealthProbe {
  const has = (name: string): boolean => Object.hasOwn(outputs, name);
  const value = (name: string): number => Number(outputs[name]?.data[0] ?? Number.NaN);
  const norm = (name: string): number | undefined => (has(name) ? Math.sqrt(value(name)) : undefined);
  const inputs = measured.inputs.flatMap((_, index): InputFigures[] => {
    if (!has(figure.inputMean(index))) return [];
    const mean = value(figure.inputMean(index));
    const variance = Math.max(0, value(figure.inputSquare(index)) - mean * mean);
    return [{ mean, standardDeviation: Math.sqrt(variance), maxAbs: value(figure.inputMax(index)) }];
  });
  const parameterFigures = (key: string): ParameterFigures => {
    const own = norm(figure.parameter(key)) ?? Number.NaN;
    const change = norm(figure.parameterChange(key)) ?? Number.NaN;
    const units = measured.parameters[key]?.shape[0] ?? 1;
    const hasSpread = has(figure.unitSpread(key)) && units > 1;
    return {
      key,
      norm: own,
      gradientNorm: norm(figure.parameterGradient(key)) ?? Number.NaN,
      updateNorm: change,
      updateRatio: own === 0 ? undefined : change / own,
      areUnitsEqual: hasSpread && Number.isFinite(own) ? value(figure.unitSpread(key)) <= 1e-7 * own : undefined,
    };
  };
  const keys = Object.keys(measured.parameters);
  const layers = measured.layers.map(({ place, output }): LayerFigures => {
    const active = outputs[figure.active(place.key)];
    const isRectified = output.op.saturation?.kind === "rectified";
    const units = output.shape[unitAxis(output)] ?? 0;
    return {
      place,
      outputNorm: norm(figure.output(place.key)),
      gradientNorm: norm(figure.outputGradient(place.key)),
      isActive:
        isRectified && active !== undefined
          ? Array.from({ length: units }, (_, unit) => Number(active.data[unit]) > 0)
          : undefined,
      saturatedShare: has(figure.saturated(place.key)) ? value(figure.saturated(place.key)) : undefined,
      parameters: keys.filter((key) => key.startsWith(`${place.key}.`)).map(parameterFigures),
    };
  });
  return { step, loss: value(figure.cost), inputs, layers };
}
