import { gradients } from "../autodiff/gradients.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import { displayName, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { variableOf } from "../ops/variable.ts";
import { optimizerState, optimizerUpdates } from "./optimizerState.ts";
import type { Optimizer } from "./transform.ts";

export interface MinimizeOptions {
  /** Parameters to change, by name (default: every parameter that the cost depends on). */
  readonly parameters?: Readonly<Record<string, Tensor>>;
  /** What each step gives besides the cost. */
  readonly outputs?: Readonly<Record<string, Tensor>>;
}

/**
 * The parameters that a cost depends on, by name, in the order in which the graph meets them.
 *
 * @example
 * const slopes = gradients(cost, parametersOf(cost));
 */
export function parametersOf(cost: Tensor): Readonly<Record<string, Tensor>> {
  const found: Record<string, Tensor> = {};
  for (const tensor of topologicalOrder([cost])) {
    const variable = variableOf(tensor);
    if (variable?.trainable !== true) continue;
    const known = found[variable.name];
    if (known !== undefined && variableOf(known) !== variable)
      throw new ChainruleError("graph.duplicateName", { name: variable.name });
    found[variable.name] ??= tensor;
  }
  return found;
}

/**
 * A training step: the gradients of a cost by reverse mode, and the optimizer's updates. Where the cost is not finite the
 * step stops before any update.
 *
 * @param cost - a scalar
 * @param optimizer - say `sgd({ learningRate: 0.1 })`
 * @param options - `parameters` to change (default: all that the cost depends on), `outputs` to give besides `cost`
 * @returns a step for {@link compile}; it gives `cost`, as it was before the update
 * @throws ChainruleError if the cost is no scalar, or depends on no parameter
 * @example
 * const training = await compile(minimize(cost, sgd({ learningRate: 1 })));
 */
export function minimize(cost: Tensor, optimizer: Optimizer, options: MinimizeOptions = {}): Step {
  if (cost.shape.length !== 0 || cost.dtype !== "f32") {
    throw new ChainruleError("learning.cost", {
      subject: displayName(cost),
      received: `${formatShape(cost.shape)} ${cost.dtype}`,
    });
  }
  const parameters = options.parameters ?? parametersOf(cost);
  if (Object.keys(parameters).length === 0)
    throw new ChainruleError("learning.noParameters", { subject: displayName(cost) });
  const state = optimizerState(optimizer, parameters);
  return {
    outputs: { ...options.outputs, cost },
    updates: optimizerUpdates(optimizer, state, gradients(cost, parameters)),
    guard: cost,
  };
}
