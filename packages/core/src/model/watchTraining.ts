import { Dataset } from "../data/dataset.ts";
import {
  HealthMonitor,
  type HealthOptions,
  type MeasuredProgram,
  type MonitoredTraining,
} from "../health/healthMonitor.ts";
import { healthStep, type MeasuredStep } from "../health/healthStep.ts";
import { layerNodes } from "../health/layerNodes.ts";
import { type ExampleSource, shapesOf, targetFeed } from "./exampleSource.ts";
import type { CheckedFit } from "./fitOptions.ts";
import type { Network } from "./network.ts";
import type { Objective } from "./objective.ts";
import type { Trainer } from "./trainer.ts";
import type { DividedData } from "./trainingData.ts";

interface Watched {
  readonly network: Network;
  readonly trainer: Trainer;
  readonly objective: Objective;
  /** The part of the data that is watched. */
  readonly source: ExampleSource;
  readonly checked: CheckedFit;
  readonly validation: DividedData | undefined;
  readonly options: HealthOptions;
}

/** Names of gradients of layers' outputs, apart from those of parameters. */
const outputPrefix = "output of ";

/** A monitor of a training's health; its program is compiled when it is first needed. */
export function watchTraining(watched: Watched): HealthMonitor {
  const { network, trainer, source, checked, validation, options } = watched;
  const batchSize = Math.min(checked.batchSize, source.length);
  const training: MonitoredTraining = {
    batchSize,
    measure: () => measuredProgram(network, trainer, source, batchSize),
    task: taskOf(watched),
    // Normalization at the very start brings inputs to scale.
    normalizesInputs: network.rows[0]?.kind.endsWith("Norm") === true,
    validationExamples: validation instanceof Dataset ? validation.length : undefined,
  };
  return new HealthMonitor(training, options);
}

/** Programs of trainers that may train again: an engine keeps what it has compiled. */
const programs = new WeakMap<Trainer, { readonly key: string; readonly made: Promise<MeasuredProgram> }>();

function measuredProgram(
  network: Network,
  trainer: Trainer,
  source: ExampleSource,
  size: number,
): Promise<MeasuredProgram> {
  const key = `${size} ${shapesOf(source)}`;
  const known = programs.get(trainer);
  if (known !== undefined && known.key === key) return known.made;
  const measured = measuredStep(network, trainer, source, size);
  const made = trainer.compile(healthStep(measured)).then((program) => ({ measured, program }));
  programs.set(trainer, { key, made });
  return made;
}

function measuredStep(network: Network, trainer: Trainer, source: ExampleSource, size: number): MeasuredStep {
  let layers: MeasuredStep["layers"] = [];
  const { inputs, cost, gradients, updates } = trainer.graph(size, source, (outputs) => {
    layers = layerNodes(outputs, network.rows);
    return Object.fromEntries(layers.map(({ place, output }) => [outputPrefix + place.key, output]));
  });
  const named = Object.entries(gradients);
  return {
    layers,
    inputs,
    cost,
    parameters: network.parameters,
    gradients: Object.fromEntries(named.filter(([name]) => !name.startsWith(outputPrefix))),
    outputGradients: Object.fromEntries(
      named.flatMap(([name, tensor]) =>
        name.startsWith(outputPrefix) ? [[name.slice(outputPrefix.length), tensor] as const] : [],
      ),
    ),
    next: new Map(updates.map(({ variable, value }) => [variable, value])),
  };
}

function taskOf({ objective, source }: Watched): MonitoredTraining["task"] {
  const [named, another] = [...objective.losses];
  if (named === undefined || another !== undefined) return undefined;
  const [name, loss] = named;
  const target = source.targets.get(name);
  const port = source.outputs.find((output) => output.name === name);
  if (target === undefined || port === undefined) return undefined;
  return {
    loss,
    outputShape: port.type.shape,
    targetFeed: targetFeed(name),
    targetShape: target.shape,
    targetType: target.dtype === "i32" ? "i32" : "f32",
    areClasses: target.areClasses,
  };
}
