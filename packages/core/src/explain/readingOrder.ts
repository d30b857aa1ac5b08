import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";

/**
 * All nodes that `output` depends on, inputs before users, in the order in which one would work through them: the longest
 * chain first (from the network's input to its output), what joins it (a bias, targets) just before it is needed.
 */
export function readingOrder(output: Tensor): Tensor[] {
  const heights = new Map<Tensor, number>();
  for (const tensor of topologicalOrder([output])) {
    heights.set(tensor, 1 + Math.max(-1, ...tensor.inputs.map((input) => heights.get(input) ?? 0)));
  }
  const byHeight = (tensor: Tensor): Tensor[] =>
    [...tensor.inputs].sort((a, b) => (heights.get(b) ?? 0) - (heights.get(a) ?? 0));
  const order: Tensor[] = [];
  const done = new Set([output]);
  const stack = [{ tensor: output, inputs: byHeight(output), next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = top.inputs[top.next];
    top.next += 1;
    if (input === undefined) {
      order.push(top.tensor);
      stack.pop();
    } else if (!done.has(input)) {
      done.add(input);
      stack.push({ tensor: input, inputs: byHeight(input), next: 0 });
    }
  }
  return order;
}
