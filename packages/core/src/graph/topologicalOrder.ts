import type { Tensor } from "./tensor.ts";

/**
 * All nodes that `outputs` depend on, inputs before users; an explicit stack, so that depth is no limit.
 *
 * @param isOutside - nodes that are left out, with what they alone depend on (default: none)
 */
export function topologicalOrder(
  outputs: readonly Tensor[],
  isOutside: (tensor: Tensor) => boolean = () => false,
): Tensor[] {
  const order: Tensor[] = [];
  const done = new Set<Tensor>();
  const stack: { tensor: Tensor; next: number }[] = [];
  const visit = (tensor: Tensor): void => {
    if (done.has(tensor) || isOutside(tensor)) return;
    done.add(tensor);
    stack.push({ tensor, next: 0 });
  };
  for (const output of outputs) {
    visit(output);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const input = top.tensor.inputs[top.next];
      top.next += 1;
      if (input !== undefined) {
        visit(input);
      } else {
        order.push(top.tensor);
        stack.pop();
      }
    }
  }
  return order;
}
