import type { Tensor } from "./tensor.ts";

/**
 * All nodes that `outputs` depend on, inputs before users.
 *
 * @param isOutside - nodes that are left out, with what they alone depend on (default: none)
 */
export function topologicalOrder(outputs: readonly Tensor[], isOutside?: (tensor: Tensor) => boolean): Tensor[] {
  return inputsFirst(outputs, ({ inputs }) => inputs, isOutside);
}

/** The same for nodes of any sort; by an explicit stack, so that depth is no limit. */
export function inputsFirst<Node>(
  ends: readonly Node[],
  inputsOf: (node: Node) => readonly Node[],
  isOutside: (node: Node) => boolean = () => false,
): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  const stack: { readonly node: Node; readonly inputs: readonly Node[]; next: number }[] = [];
  const visit = (node: Node): void => {
    if (done.has(node) || isOutside(node)) return;
    done.add(node);
    stack.push({ node, inputs: inputsOf(node), next: 0 });
  };
  for (const end of ends) {
    visit(end);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const input = top.inputs[top.next];
      top.next += 1;
      if (input !== undefined) {
        visit(input);
      } else {
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}
