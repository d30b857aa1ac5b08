import { evaluationMode } from "../layers/evaluationMode.ts";
import { input } from "../ops/input.ts";
import type { Network, Port } from "./network.ts";

/**
 * What a network gives for inputs that are shorter than its own, found by building its graph for one example.
 *
 * @throws ChainruleError if a layer needs the whole length
 */
export function shorterOutputs(network: Network, inputs: readonly Port[]): readonly Port[] {
  const tensors = inputs.map(({ name, type }) => input(name, [1, ...type.shape], type.dtype));
  const results = network.apply(tensors, evaluationMode);
  return network.outputs.map((port, index) => {
    const result = results[index];
    return result === undefined ? port : { ...port, type: { shape: result.shape.slice(1), dtype: result.dtype } };
  });
}
