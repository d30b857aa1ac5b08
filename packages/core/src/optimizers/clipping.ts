import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { div } from "../ops/div.ts";
import { maximum } from "../ops/maximum.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { sum } from "../ops/sum.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import { eachAlone, makeTransform, type Transform } from "./transform.ts";

export interface ClipByValueOptions {
  readonly limit: number;
}

export const clipByValueEntry: Entry<Transform> = defineEntry<ClipByValueOptions, Transform>({
  name: "clipByValue",
  summary: { en: "Cuts every element of the gradients to ±limit.", zh: "把梯度的每个元素截断到 ±limit。" },
  options: { limit: number({ above: 0, en: "Largest absolute value.", zh: "最大绝对值。" }) },
  shorthand: "limit",
  create: ({ limit }, given) =>
    eachAlone({ kind: "clipByValue", options: given, each: (g) => minimum(maximum(g, -limit), limit) }),
});

/**
 * Cuts every element of the gradients to ±limit; goes before an optimizer in {@link chain}.
 *
 * @param limit - largest absolute value, above 0
 * @example
 * chain(clipByValue(0.5), adam());
 */
export function clipByValue(limit: number): Transform {
  return clipByValueEntry.make({ limit });
}

export interface ClipByGlobalNormOptions {
  readonly norm: number;
}

export const clipByGlobalNormEntry: Entry<Transform> = defineEntry<ClipByGlobalNormOptions, Transform>({
  name: "clipByGlobalNorm",
  summary: { en: "Shortens all gradients together to a greatest length.", zh: "把全部梯度一起缩短到最大长度。" },
  options: { norm: number({ above: 0, en: "Greatest length.", zh: "最大长度。" }) },
  shorthand: "norm",
  create: ({ norm }, given) =>
    makeTransform({
      kind: "clipByGlobalNorm",
      options: given,
      apply: ({ directions }) => {
        const squares: readonly Tensor[] = directions.map((g) => sum(square(g)));
        const length = sqrt(squares.reduce((total, next) => add(total, next)));
        // the same 1e-6 as torch.nn.utils.clip_grad_norm_
        const factor = minimum(div(norm, add(length, 1e-6)), 1);
        return directions.map((g) => mul(g, factor));
      },
    }),
});

/**
 * Shortens all gradients together: g ← g · min(1, norm / (‖g‖ + 1e-6)), ‖g‖ over all parameters; goes before an
 * optimizer in {@link chain}. The same numbers as `torch.nn.utils.clip_grad_norm_`.
 *
 * Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1.
 *
 * @param norm - greatest length, above 0
 * @example
 * chain(clipByGlobalNorm(1), adam());
 */
export function clipByGlobalNorm(norm: number): Transform {
  return clipByGlobalNormEntry.make({ norm });
}
