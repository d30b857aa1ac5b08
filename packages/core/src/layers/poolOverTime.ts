import type { Tensor } from "../graph/tensor.ts";
import { cast } from "../ops/cast.ts";
import { equal } from "../ops/equal.ts";
import { expandDims } from "../ops/expandDims.ts";
import { iota } from "../ops/iota.ts";
import { lowestFloat } from "../ops/lowestFloat.ts";
import { max } from "../ops/max.ts";
import { maximum } from "../ops/maximum.ts";
import { mean } from "../ops/mean.ts";
import { mul } from "../ops/mul.ts";
import { reciprocal } from "../ops/reciprocal.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { choice } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { requireSequence } from "./requireInput.ts";
import { maskOf } from "./sequenceMask.ts";
import { wholeSequence } from "./wholeSequence.ts";

/** What stands for the whole sequence. */
export type TimePooling = "mean" | "max" | "first" | "last";

/** Settings of {@link poolOverTime}. */
export interface PoolOverTimeOptions {
  readonly by: TimePooling;
}

export const poolOverTimeEntry: Entry<Layer> = defineEntry<PoolOverTimeOptions, Layer>({
  name: "poolOverTime",
  summary: {
    en: "One list of features for a whole sequence: mean, maximum, first or last of its real positions.",
    zh: "用一列特征代表整个序列：其真实位置的均值、最大值、第一个或最后一个。",
  },
  options: {
    by: choice(["mean", "max", "first", "last"], {
      en: "What stands for the sequence.",
      zh: "用什么代表序列。",
    }),
  },
  shorthand: "by",
  create: ({ by }, given) => ({
    kind: "poolOverTime",
    options: given,
    build: (input, context) => {
      const [, features] = requireSequence("poolOverTime", context.path, input);
      return {
        output: { shape: [features], dtype: "f32" },
        multiplyAdds: 0,
        apply: (x) => {
          const mask = maskOf(x);
          return mask === undefined ? poolAll(x, by) : poolReal(x, mask, by);
        },
        incremental: wholeSequence("poolOverTime", context.path),
      };
    },
  }),
});

const overTime = { axes: 1 } as const;

/** Every position of x [B, T, F] is real. */
function poolAll(x: Tensor, by: TimePooling): Tensor {
  if (by === "mean") return mean(x, overTime);
  if (by === "max") return max(x, overTime);
  const [batch = 1, positions = 1, features = 1] = x.shape;
  const start = by === "first" ? 0 : positions - 1;
  return reshape(slice(x, { starts: [0, start], ends: [batch, start + 1] }), [batch, features]);
}

/** The real positions of x [B, T, F] alone; zeros where there is none. */
function poolReal(x: Tensor, mask: Tensor, by: TimePooling): Tensor {
  const isReal: Tensor = expandDims(mask, -1);
  const count: Tensor = sum(cast(mask, "f32"), { axes: 1, keepDims: true });
  if (by === "mean") return mul(sum(where(isReal, x, 0), overTime), reciprocal(maximum(count, 1)));
  if (by === "max") {
    const largest: Tensor = max(where(isReal, x, lowestFloat), overTime);
    return where(equal(count, 0), 0, largest);
  }
  const places: Tensor = cast(iota(x.shape[1] ?? 1), "f32");
  const sign = by === "last" ? 1 : -1;
  const chosen: Tensor = max(where(mask, mul(places, sign), lowestFloat), { axes: 1, keepDims: true });
  const isChosen: Tensor = expandDims(equal(mul(places, sign), chosen), -1);
  return sum(where(isChosen, x, 0), overTime);
}

/**
 * One list of features for a whole sequence [positions, features]: the mean or the maximum of each feature, or those of
 * the first or last position. Positions that an embedding's padding marks do not count; where none is real, zeros.
 *
 * @param options - `"mean"`, `"max"`, `"first"` or `"last"`
 * @throws ChainruleError when it is built, if the input is no sequence
 * @example
 * sequential({ input: [20], inputType: "i32" }, [embedding({ size: 100, width: 16, padding: 0 }), poolOverTime("mean"), linear(2)]);
 */
export function poolOverTime(options: TimePooling | PoolOverTimeOptions): Layer {
  return poolOverTimeEntry.make(options);
}
