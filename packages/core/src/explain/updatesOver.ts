import { type ReverseNode, reverseGraph } from "../autodiff/reverseGraph.ts";
import type { Update } from "../graph/step.ts";
import { substitute } from "../graph/substitute.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { variableOf } from "../ops/variable.ts";
import { structureKeys } from "./structureKeys.ts";

/**
 * Updates with the gradients of a written-out graph in the place of those of the cost itself, so that the rule of each
 * update reads the gradient that is explained.
 */
export function updatesOver(
  updates: readonly Update[],
  cost: Tensor,
  written: ReadonlyMap<Tensor, ReverseNode>,
): readonly Update[] {
  const parameters = topologicalOrder([cost]).filter((tensor) => variableOf(tensor)?.trainable === true);
  const own = reverseGraph(cost, parameters);
  const values = updates.map(({ value }) => value);
  const gradients = parameters.flatMap((parameter) => {
    const gradient = own.get(parameter)?.gradient;
    const explained = written.get(parameter)?.gradient;
    return gradient === undefined || explained === undefined ? [] : [[gradient, explained] as const];
  });
  const key = structureKeys([...values, ...gradients.map(([gradient]) => gradient)]);
  const explainedBy = new Map(gradients.map(([gradient, explained]) => [key(gradient), explained]));
  const replacements = new Map(
    topologicalOrder(values).flatMap((tensor) => {
      const explained = explainedBy.get(key(tensor));
      return explained === undefined ? [] : [[tensor, explained] as const];
    }),
  );
  const replaced = substitute(values, replacements);
  return updates.map(({ variable, value }, index) => ({ variable, value: replaced[index] ?? value }));
}
