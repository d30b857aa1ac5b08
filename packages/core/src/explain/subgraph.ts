import type { Values } from "../graph/boundOp.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";

/** Values of nodes: a map, or one with a few other values laid over it. */
export interface Known {
  readonly get: (tensor: Tensor) => Values | undefined;
}

/** The same values but for one node's. */
export function withValues(known: Known, tensor: Tensor, values: Values): Known {
  return { get: (each) => (each === tensor ? values : known.get(each)) };
}

/**
 * The part of a graph between `boundary` and `outputs`, ready to be computed again and again with other values at the
 * boundary. Every path must end at the boundary or at a constant.
 */
export function subgraph(
  outputs: readonly Tensor[],
  boundary: (tensor: Tensor) => boolean,
): (known: Known) => Values[] {
  const order = topologicalOrder(outputs, boundary);
  return (known) => {
    const values = new Map<Tensor, Values>();
    const read = (tensor: Tensor): Values => {
      const value = values.get(tensor) ?? known.get(tensor);
      if (value === undefined) throw new TypeError(`${tensor.op.name} has no value yet`);
      return value;
    };
    for (const tensor of order) {
      const output = new Float64Array(elementCount(tensor.shape));
      tensor.op.forward({
        inputs: tensor.inputs.map(read),
        inputShapes: tensor.inputs.map((input) => input.shape),
        output,
        shape: tensor.shape,
      });
      values.set(tensor, output);
    }
    return outputs.map(read);
  };
}
