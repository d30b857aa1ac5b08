import { type Tensor, withInputs } from "./tensor.ts";
import { topologicalOrder } from "./topologicalOrder.ts";

/**
 * The same graph with other nodes in the place of some: what depends on them is made anew with its names, paths and lines,
 * everything else is shared.
 */
export function substitute(roots: readonly Tensor[], replacements: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const made = new Map<Tensor, Tensor>(replacements);
  for (const tensor of topologicalOrder(roots)) {
    if (made.has(tensor)) continue;
    const inputs = tensor.inputs.map((input) => made.get(input) ?? input);
    const isSame = inputs.every((input, index) => input === tensor.inputs[index]);
    made.set(tensor, isSame ? tensor : withInputs(tensor, inputs));
  }
  return roots.map((root) => made.get(root) ?? root);
}
