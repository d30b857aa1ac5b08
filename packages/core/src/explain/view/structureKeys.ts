import type { AttributeValue } from "../../graph/boundOp.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/topologicalOrder.ts";

/** Numbers that are equal for nodes that compute the same thing: same op, same attributes, operands of equal number. */
export function structureKeys(roots: readonly Tensor[]): (tensor: Tensor) => number | undefined {
  const numbers = new Map<string, number>();
  const keys = new Map<Tensor, number>();
  for (const tensor of topologicalOrder(roots)) {
    const { op, inputs, shape } = tensor;
    const attributes = JSON.stringify(op.attributes, (_name, value: AttributeValue) =>
      value instanceof Float64Array ? [...value] : value,
    );
    const text = [op.name, shape.join("×"), attributes, ...inputs.map((input) => keys.get(input))].join("|");
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    keys.set(tensor, number);
  }
  return (tensor) => keys.get(tensor);
}
