import type { Feeds } from "../../packages/core/src/engines/session.ts";
import type { Step } from "../../packages/core/src/graph/step.ts";
import type { Tensor } from "../../packages/core/src/graph/tensor.ts";
import { topologicalOrder } from "../../packages/core/src/graph/topologicalOrder.ts";

/** Numbers with a name, as they are handed to peers. */
export interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "f32" | "i32";
  readonly data: Float32Array | Int32Array;
}

/** What peers must know to build the same network. */
export type ModelDescription =
  | { readonly family: "xor" | "lenet5" | "cnn" | "resnet" | "lstm" | "transformer" }
  | { readonly family: "mlp"; readonly sizes: readonly number[] };

export type OptimizerDescription = { readonly sgd: number } | { readonly adam: number };

/** A network, its data and its optimizer: the same for every engine. */
export interface Workload {
  readonly name: string;
  readonly model: ModelDescription;
  /** Missing where the workload is prediction. */
  readonly optimizer: OptimizerDescription | undefined;
  readonly batch: number;
  readonly step: Step;
  /** Name of the output that both sides read after each step. */
  readonly output: "cost" | "logits";
  /** What optimizers change, as it is before the first step. */
  readonly weights: readonly NamedValues[];
  readonly parameters: readonly Tensor[];
  readonly inputs: readonly NamedValues[];
}

/** The workload's data as an engine takes it. */
export function feedsOf(workload: Workload): Feeds {
  return Object.fromEntries(workload.inputs.map(({ name, data }) => [name, data]));
}

/** Floating-point operations of the step's matrix products and convolutions (each counted directly), both ways. */
export function productFlops({ step }: Workload): number {
  const roots = [...Object.values(step.outputs), ...step.updates.map(({ value }) => value)];
  return topologicalOrder(roots)
    .filter(({ op }) => op.traits?.family === "linear algebra" || op.traits?.family === "convolution")
    .reduce((sum, { op, inputs, shape }) => {
      return (
        sum +
        op.flops(
          inputs.map((each) => each.shape),
          shape,
        )
      );
    }, 0);
}
