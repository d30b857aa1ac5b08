import type { Feeds, Step, Tensor } from "@chainrule/core";

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

/** An update edge of a step. */
export type Update = Step["updates"][number];

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
  return productFlopsOf([...Object.values(step.outputs), ...step.updates.map(({ value }) => value)], new Set());
}

/** @param met - what has been counted: a recurrence and its extension by what the gradients need share their turns */
function productFlopsOf(roots: readonly Tensor[], met: Set<Tensor>): number {
  const waiting = [...roots];
  let flops = 0;
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (met.has(tensor)) continue;
    met.add(tensor);
    waiting.push(...tensor.inputs);
    const { op, inputs, shape } = tensor;
    if (op.lowering.kind === "scan") {
      const { body, steps } = op.lowering.scan;
      flops += steps * productFlopsOf([...body.carries.map(({ after }) => after), ...body.outputs], met);
    }
    const family = op.traits?.family;
    if (family !== "linear algebra" && family !== "convolution") continue;
    const shapes = inputs.map((each) => each.shape);
    flops += op.flops(shapes, shape);
  }
  return flops;
}
