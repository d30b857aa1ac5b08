import type { Tensor } from "../graph/tensor.ts";
import { zeroValues } from "../initializers/fixed.ts";
import { add } from "../ops/add.ts";
import { gather } from "../ops/gather.ts";
import { iota } from "../ops/iota.ts";
import { constantTensor } from "../ops/operand.ts";
import { reshape } from "../ops/reshape.ts";
import { sub } from "../ops/sub.ts";
import { transpose } from "../ops/transpose.ts";
import { naturalLogarithm } from "../random/naturalLogarithm.ts";
import { isObject } from "../spec/json.ts";
import { makeOption, type OptionSpec, optional } from "../spec/optionSpec.ts";
import type { BuildContext } from "./layer.ts";

/** Distances up to a greatest, each with a bias of its own; or buckets that grow with the distance, as in T5. */
export type RelativeDistances = number | { readonly buckets: number; readonly distance: number };

/** Biases of the scores by the distance of key and query, for each head. */
export interface RelativeBias {
  /** For queries and keys at positions 0, 1, …: [heads, 1, positions, positions]. */
  readonly whole: (positions: number) => Tensor;
  /** For the query at `position` (scalar i32) and keys at 0 … capacity − 1: [heads, 1, capacity]. */
  readonly at: (position: Tensor, capacity: number) => Tensor;
}

/** The option `relative` of attention. */
export const relativeOption: OptionSpec<RelativeDistances | undefined> = optional(
  makeOption<RelativeDistances>(
    {
      en: "A learned bias by distance: the greatest distance that counts, or buckets as in T5.",
      zh: "按距离学习的偏置：计入的最大距离，或 T5 式的分桶。",
    },
    {
      expected: {
        en: "a whole number of at least 1, or { buckets, distance } with at least 4 buckets, and more distance than half of them",
        zh: "不小于 1 的整数，或 { buckets, distance }（至少 4 个桶，且距离大于桶数的一半）",
      },
      schema: {
        anyOf: [
          { type: "integer", minimum: 1 },
          {
            type: "object",
            properties: { buckets: { type: "integer", minimum: 4 }, distance: { type: "integer", minimum: 3 } },
            required: ["buckets", "distance"],
            additionalProperties: false,
          },
        ],
      },
      read: (value) => {
        const isWhole = (item: unknown, least: number): item is number =>
          typeof item === "number" && Number.isSafeInteger(item) && item >= least;
        if (isWhole(value, 1)) return value;
        if (!isObject(value) || Object.keys(value).length !== 2) return undefined;
        const { buckets, distance } = value;
        if (!isWhole(buckets, 4) || !isWhole(distance, 3) || distance <= buckets / 2) return undefined;
        return { buckets, distance };
      },
    },
  ),
);

/** Makes the table of biases: `relative_attention_bias.weight` [distances or buckets, heads], zero at first. */
export function relativeBias(
  relative: RelativeDistances,
  heads: number,
  isCausal: boolean,
  context: BuildContext,
): RelativeBias {
  const count = typeof relative === "number" ? (isCausal ? 1 : 2) * relative + 1 : relative.buckets;
  const weight = context.parameter({
    name: "relative_attention_bias.weight",
    shape: [count, heads],
    initializer: zeroValues(),
  });
  const bucket = (distance: number): number => bucketOf(distance, relative, isCausal);
  const rows = (indices: Tensor): Tensor => gather(transpose(weight, [1, 0]), indices, 1);
  return {
    whole: (positions) => {
      const indices = Float64Array.from({ length: positions * positions }, (_, place) =>
        bucket((place % positions) - Math.floor(place / positions)),
      );
      const found = rows(constantTensor(indices, [positions, positions], "i32"));
      return reshape(found, [heads, 1, positions, positions]);
    },
    at: (position, capacity) => {
      const table = Float64Array.from({ length: 2 * capacity - 1 }, (_, place) => bucket(place - capacity + 1));
      const places: Tensor = add(sub(iota(capacity), position), capacity - 1);
      const found = rows(gather(constantTensor(table, [2 * capacity - 1], "i32"), places));
      return reshape(found, [heads, 1, capacity]);
    },
  };
}

/**
 * The row of a table of biases for `distance` = key's position − query's.
 *
 * A number k: every distance up to ±k has its own, farther ones that of ±k (Shaw, Uszkoreit, Vaswani, 2018, section 3.2).
 * Buckets as in T5 (Raffel et al., 2020, section 2.1): one for each near distance, then ever wider ones by the logarithm up
 * to `distance`. Causal attention never looks ahead and has all of them for what lies behind.
 */
export function bucketOf(distance: number, relative: RelativeDistances, isCausal: boolean): number {
  if (typeof relative === "number") {
    const clipped = Math.max(-relative, Math.min(relative, distance));
    return isCausal ? Math.max(0, -clipped) : clipped + relative;
  }
  const { buckets, distance: farthest } = relative;
  const perSide = isCausal ? buckets : Math.floor(buckets / 2);
  const start = !isCausal && distance > 0 ? perSide : 0;
  const far = isCausal ? Math.max(0, -distance) : Math.abs(distance);
  const near = Math.floor(perSide / 2);
  if (far < near) return start + far;
  const grown = (naturalLogarithm(far / near) / naturalLogarithm(farthest / near)) * (perSide - near);
  return start + Math.min(perSide - 1, near + Math.floor(grown));
}
