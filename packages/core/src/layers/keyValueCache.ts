import type { Tensor } from "../graph/tensor.ts";
import { attention } from "../ops/attention.ts";
import { equal } from "../ops/equal.ts";
import { iota } from "../ops/iota.ts";
import { lessEqual } from "../ops/lessEqual.ts";
import { reshape } from "../ops/reshape.ts";
import { where } from "../ops/where.ts";
import type { Incremental } from "./incremental.ts";

/** What attention does with one position x [B, 1, F]; `position` says which, of at most `capacity`. */
export interface CachedAttention {
  readonly heads: number;
  /** Width of a head. */
  readonly size: number;
  /** Queries, scaled, and keys and values: [B, heads, 1, size]. */
  readonly queries: (x: Tensor, position: Tensor, capacity: number) => Tensor;
  readonly keys: (x: Tensor, position: Tensor, capacity: number) => Tensor;
  readonly values: (x: Tensor) => Tensor;
  /** Added to the scores [B, heads, 1, capacity]; `undefined` for nothing. */
  readonly bias: (position: Tensor, capacity: number) => Tensor | undefined;
  /** From what the heads found, [B, 1, heads · size]. */
  readonly out: (y: Tensor, position: Tensor) => Tensor;
}

/**
 * Causal attention by one position at a time: keys and values of the positions before are kept, [B, heads, capacity, size],
 * and the new ones written at `position`. Places that are not written yet have weights of exactly 0.
 */
export function keyValueCache({ heads, size, queries, keys, values, bias, out }: CachedAttention): Incremental {
  return {
    state: (batch, capacity) => {
      const shape = [batch, heads, capacity, size];
      return [
        { name: "keys", shape },
        { name: "values", shape },
      ];
    },
    apply: (x, [oldKeys, oldValues], position) => {
      if (oldKeys === undefined || oldValues === undefined) throw new RangeError("attention keeps keys and values");
      const [batch = 1, , capacity = 1] = oldKeys.shape;
      const places = iota(capacity);
      const isHere: Tensor = reshape(equal(places, position), [capacity, 1]);
      const nextKeys: Tensor = where(isHere, keys(x, position, capacity), oldKeys);
      const nextValues: Tensor = where(isHere, values(x), oldValues);
      const found = attention(queries(x, position, capacity), nextKeys, nextValues, {
        scale: 1,
        mask: lessEqual(places, position),
        bias: bias(position, capacity),
      });
      return { y: out(reshape(found, [batch, 1, heads * size]), position), kept: [nextKeys, nextValues] };
    },
  };
}
