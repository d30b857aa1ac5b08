import { elementCount } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { abs } from "../ops/abs.ts";
import { cast } from "../ops/cast.ts";
import { greaterEqual } from "../ops/greaterEqual.ts";
import { max } from "../ops/max.ts";
import { mean } from "../ops/mean.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { type LayerNode, unitAxis } from "./layerNodes.ts";

/** A training step taken apart, so that its values can be measured. */
export interface MeasuredStep {
  readonly layers: readonly LayerNode[];
  readonly inputs: readonly Tensor[];
  readonly cost: Tensor;
  /** By the keys of saved files, say `0.weight`. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** ∂cost/∂parameter by parameter key. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** ∂cost/∂output by layer key. */
  readonly outputGradients: Readonly<Record<string, Tensor>>;
  /** What the step would make of every parameter. */
  readonly next: ReadonlyMap<Tensor, Tensor>;
}

/** Names of the figures that {@link healthStep} gives. */
export const figure = {
  cost: "cost",
  inputMean: (index: number): string => `input.${index}.mean`,
  inputSquare: (index: number): string => `input.${index}.square`,
  inputMax: (index: number): string => `input.${index}.max`,
  output: (key: string): string => `layer.${key}.square`,
  outputGradient: (key: string): string => `layer.${key}.gradient`,
  active: (key: string): string => `layer.${key}.active`,
  saturated: (key: string): string => `layer.${key}.saturated`,
  parameter: (key: string): string => `parameter.${key}.square`,
  parameterGradient: (key: string): string => `parameter.${key}.gradient`,
  parameterChange: (key: string): string => `parameter.${key}.change`,
  unitSpread: (key: string): string => `parameter.${key}.spread`,
} as const;

/**
 * A program that measures a training step and changes nothing: squared norms of outputs, gradients, parameters and their
 * changes, and how active units are, reduced by the engine so that only small figures leave it.
 */
export function healthStep(measured: MeasuredStep): Step {
  const { layers, inputs, cost, parameters, gradients, outputGradients, next } = measured;
  const outputs: Record<string, Tensor> = { [figure.cost]: cost };
  inputs.forEach((x, index) => {
    if (x.dtype !== "f32") return;
    outputs[figure.inputMean(index)] = mean(x);
    outputs[figure.inputSquare(index)] = mean(square(x));
    outputs[figure.inputMax(index)] = max(abs(x));
  });
  for (const { place, output } of layers) {
    const { key } = place;
    // A change of shape alone has the norms of what it is made from.
    if (isInputRearranged(output)) continue;
    outputs[figure.output(key)] = squaredNorm(output);
    const gradient = outputGradients[key];
    if (gradient !== undefined) outputs[figure.outputGradient(key)] = squaredNorm(gradient);
    const { saturation } = output.op;
    if (saturation?.kind === "rectified") outputs[figure.active(key)] = greatestByUnit(output);
    if (saturation?.kind === "bounded") {
      const isSaturated = greaterEqual(abs(sub(output, saturation.center)), saturation.limit);
      outputs[figure.saturated(key)] = mean(cast(isSaturated, "f32"));
    }
  }
  for (const [key, parameter] of Object.entries(parameters)) {
    outputs[figure.parameter(key)] = squaredNorm(parameter);
    const gradient = gradients[key];
    if (gradient !== undefined) outputs[figure.parameterGradient(key)] = squaredNorm(gradient);
    const after = next.get(parameter);
    if (after !== undefined) outputs[figure.parameterChange(key)] = squaredNorm(sub(after, parameter));
    if (parameter.shape.length >= 2) outputs[figure.unitSpread(key)] = unitSpread(parameter);
  }
  return { outputs, updates: [] };
}

/** Whether a layer's output is its input's numbers in another shape or order. */
function isInputRearranged(output: Tensor): boolean {
  for (let at = output; at.op.lowering.kind === "view"; ) {
    const [source] = at.inputs;
    if (source === undefined || source.path !== output.path) return true;
    at = source;
  }
  return false;
}

/** Σ x². */
function squaredNorm(x: Tensor): Tensor {
  return sum(square(x));
}

/** The greatest output of each unit over examples and places: [units]. */
function greatestByUnit(output: Tensor): Tensor {
  const unit = unitAxis(output);
  const axes = output.shape.map((_, axis) => axis).filter((axis) => axis !== unit);
  return max(output, { axes });
}

/** The greatest distance of any unit's weights from those of the first: 0 where all units are the same. */
function unitSpread(weight: Tensor): Tensor {
  const units = weight.shape[0] ?? 1;
  const rows = reshape(weight, [units, elementCount(weight.shape) / units]);
  return max(abs(sub(rows, slice(rows, { ends: [1] }))));
}
