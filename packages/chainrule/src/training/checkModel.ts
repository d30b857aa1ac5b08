import {
  checkGradients,
  constant,
  type Dataset,
  exampleSource,
  type GradientReport,
  type Loss,
  type Model,
  networkGraph,
  objectiveOf,
} from "@chainrule/core";

/** How {@link checkModel} looks. */
export interface CheckOptions {
  readonly loss: Loss;
  /** Examples in the batch. */
  readonly examples: number;
  /** Elements tried of each parameter. */
  readonly elements: number;
}

/** Holds the gradients of a model's loss on its first examples, as in training, against central differences. */
export function checkModel(model: Model, examples: Dataset, options: CheckOptions): GradientReport[] {
  const { network } = model;
  const objective = objectiveOf(network, options.loss);
  const source = exampleSource(network, examples, objective.losses);
  const size = Math.min(options.examples, source.length);
  const indices = Array.from({ length: size }, (_, i) => Math.floor((i * source.length) / size));
  const mode = { training: true, step: () => constant(0, "i32"), update: () => undefined };
  const { cost } = networkGraph(network, size, mode, { objective, source, hasSampleWeights: false });
  if (cost === undefined) throw new TypeError("a model with a loss has a cost");
  const weights = model.weights();
  const state = new Map(
    [...network.weights].flatMap(([key, tensor]) => {
      const { lowering } = tensor.op;
      const value = weights.get(key);
      return lowering.kind === "variable" && value !== undefined
        ? [[lowering.variable, Float64Array.from(value.data)] as const]
        : [];
    }),
  );
  return checkGradients(cost, {
    wrt: network.parameters,
    feeds: source.feeds(indices),
    state,
    elements: options.elements,
    directions: 1,
  });
}
