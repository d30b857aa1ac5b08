import { adam, minimize, sgd, type Tensor } from "@chainrule/core";
import type { ModelDescription, OptimizerDescription, Update, Workload } from "./workload.ts";
import type { WorkloadValues } from "./workloadValues.ts";

export interface TrainingParts {
  readonly name: string;
  readonly model: ModelDescription;
  readonly batch: number;
  readonly values: WorkloadValues;
  readonly cost: Tensor;
  readonly optimizer: OptimizerDescription;
  /** Updates beside the optimizer's: running statistics. */
  readonly updates?: readonly Update[];
}

/** The workload that takes one step of the optimizer. */
export function gradientDescent({
  name,
  model,
  batch,
  values,
  cost,
  optimizer,
  updates = [],
}: TrainingParts): Workload {
  const transform = "sgd" in optimizer ? sgd({ learningRate: optimizer.sgd }) : adam({ learningRate: optimizer.adam });
  const step = minimize(cost, transform);
  const { weights, parameters, inputs } = values;
  return {
    name,
    model,
    optimizer,
    batch,
    step: { ...step, updates: [...step.updates, ...updates] },
    output: "cost",
    weights,
    parameters,
    inputs,
  };
}
