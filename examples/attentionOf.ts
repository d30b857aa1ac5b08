// Where a trained model's attention looks for one example.
import { attentionMaps, input, type Model, type Tensor } from "@chainrule/core";
import { valuesOf } from "chainrule/gallery";

/** The weights of one attention layer for one example. */
export interface AttentionLook {
  readonly path: string;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  /** Share of each key for each query and head, row-major [heads, queries, keys]. */
  readonly weights: Float32Array;
}

/**
 * What every attention layer of a model looks at, in the order in which they are computed.
 *
 * @param example - numbers of the model's inputs by name, without a batch
 */
export async function attentionOf(
  model: Model,
  example: Readonly<Record<string, ArrayLike<number>>>,
): Promise<readonly AttentionLook[]> {
  const { network } = model;
  const inputs = network.inputs.map(({ name, type }): Tensor => input(name, [1, ...type.shape], type.dtype));
  const maps = attentionMaps(network.apply(inputs, { training: false, step: outside, update: outside }));
  const session = await model.session();
  const outputs = Object.fromEntries(maps.map(({ weights }, i) => [`map${i}`, weights]));
  const program = await session.compile({ outputs, updates: [] });
  const feeds = Object.entries(example).map(([name, values]) => [name, Int32Array.from(values)]);
  const result = program.run(Object.fromEntries(feeds));
  return maps.map(({ path, weights }, i) => {
    const [heads = 1, , queries = 1, keys = 1] = weights.shape;
    return { path, heads, queries, keys, weights: Float32Array.from(valuesOf(result, `map${i}`)) };
  });
}

function outside(): never {
  throw new TypeError("nothing is learned here");
}
