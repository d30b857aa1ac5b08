import type { Tensor } from "../graph/tensor.ts";
import { attention } from "../ops/attention.ts";
import { cast } from "../ops/cast.ts";
import { equal } from "../ops/equal.ts";
import { iota } from "../ops/iota.ts";
import { lessEqual } from "../ops/lessEqual.ts";
import { logicalAnd } from "../ops/logicalAnd.ts";
import { logicalNot } from "../ops/logicalNot.ts";
import { reshape } from "../ops/reshape.ts";
import { where } from "../ops/where.ts";
import type { Incremental } from "./incremental.ts";
import { maskOf } from "./sequenceMask.ts";

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
 * and the new ones written at `position`. Places that are not written yet, and padding, have weights of exactly 0.
 */
export function keyValueCache({ heads, size, queries, keys, values, bias, out }: CachedAttention): Incremental {
  return {
    state: (batch, capacity) => {
      const shape = [batch, heads, capacity, size];
      return [
        { name: "keys", shape },
        { name: "values", shape },
        // 1 where padding stood, which is not looked at later either.
        { name: "hidden", shape: [batch, capacity] },
      ];
    },
    apply: (x, [oldKeys, oldValues, oldHidden], position) => {
      if (oldKeys === undefined || oldValues === undefined || oldHidden === undefined) {
        throw new RangeError("attention keeps keys, values and what is hidden");
      }
      const [batch = 1, , capacity = 1] = oldKeys.shape;
      const places = iota(capacity);
      const isNow = equal(places, position);
      const isHere: Tensor = reshape(isNow, [capacity, 1]);
      const real = maskOf(x);
      const hidden: Tensor = real === undefined ? oldHidden : where(isNow, cast(logicalNot(real), "f32"), oldHidden);
      const nextKeys: Tensor = where(isHere, keys(x, position, capacity), oldKeys);
      const nextValues: Tensor = where(isHere, values(x), oldValues);
      const found = attention(queries(x, position, capacity), nextKeys, nextValues, {
        scale: 1,
        mask: reshape(logicalAnd(lessEqual(places, position), equal(hidden, 0)), [batch, 1, 1, capacity]),
        bias: bias(position, capacity),
      });
      return { y: out(reshape(found, [batch, 1, heads * size]), position), kept: [nextKeys, nextValues, hidden] };
    },
  };
}
