import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import type { AttentionParts } from "../ops/attention.ts";
import { mul } from "../ops/mul.ts";

const known = new WeakMap<Tensor, AttentionParts>();

/** Notes what an attention layer computed, for {@link attentionMaps}; gives it back. */
export function rememberAttention(parts: AttentionParts): AttentionParts {
  known.set(parts.sums, parts);
  return parts;
}

/** Where the heads of one attention layer looked. */
export interface AttentionMap {
  /** The layer's path: `model.layers[2].self_attn`. */
  readonly path: string;
  /** The weights, [heads, batch, queries, keys]; each row adds up to 1, or is 0 where nothing may be looked at. */
  readonly weights: Tensor;
}

/**
 * Where attention looked: the weights of every attention layer that a graph goes through, as further nodes of the graph.
 *
 * @param outputs - what layers gave, say the outputs of {@link networkGraph}
 * @returns one map for each attention, in the order in which they are computed
 * @example
 * const { outputs } = networkGraph(model.network, 1, mode, undefined);
 * const maps = attentionMaps(Object.values(outputs));
 */
export function attentionMaps(outputs: readonly Tensor[]): AttentionMap[] {
  return topologicalOrder(outputs).flatMap((tensor) => {
    const parts = known.get(tensor);
    return parts === undefined ? [] : [{ path: tensor.path ?? "", weights: mul(parts.exponentials, parts.shares) }];
  });
}
