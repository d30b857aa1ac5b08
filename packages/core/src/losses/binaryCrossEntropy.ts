import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { log } from "../ops/log.ts";
import { log1p } from "../ops/log1p.ts";
import { maximum } from "../ops/maximum.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { softplus } from "../ops/softplus.ts";
import { sub } from "../ops/sub.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { choice, number } from "../spec/scalars.ts";
import { type CostOptions, type Loss, lossOrCost, matched, meanOver } from "./loss.ts";

export interface BinaryCrossEntropyOptions {
  /** What the outputs are: `"logits"` (default), or `"probabilities"` from 0 to 1. */
  readonly from?: "logits" | "probabilities";
  /** Weight of the examples whose target is 1 (default 1). */
  readonly positiveWeight?: number;
}

export const binaryCrossEntropyEntry: Entry<Loss> = defineEntry<BinaryCrossEntropyOptions, Loss>({
  name: "binaryCrossEntropy",
  summary: { en: "Cross-entropy of yes-or-no targets.", zh: "二元交叉熵。" },
  options: {
    from: choice(["logits", "probabilities"], { default: "logits", en: "What the outputs are.", zh: "输出的含义。" }),
    positiveWeight: number({
      default: 1,
      above: 0,
      en: "Weight of the examples whose target is 1.",
      zh: "目标为 1 的样本的权重。",
    }),
  },
  create: ({ from, positiveWeight }, given) => ({
    kind: "binaryCrossEntropy",
    options: given,
    classTargets: "values",
    threshold: from === "logits" ? 0 : 0.5,
    targetRule: {
      expected: { en: "targets must lie between 0 and 1", zh: "目标必须在 0 和 1 之间" },
      holds: (value) => value >= 0 && value <= 1,
    },
    apply: (call) => {
      const x = call.output;
      const y = matched("binaryCrossEntropy", call);
      const isPlain = positiveWeight === 1;
      if (from === "logits") {
        // (1 − y)x + (1 + (p − 1)y) softplus(−x)
        const tail = softplus(neg(x));
        const weighted = isPlain ? tail : mul(add(mul(y, positiveWeight - 1), 1), tail);
        return meanOver(add(mul(sub(1, y), x), weighted), call.sampleWeights);
      }
      const positive = mul(y, maximum(log(x), -100));
      const negative = mul(sub(1, y), maximum(log1p(neg(x)), -100));
      return meanOver(neg(add(isPlain ? positive : mul(positive, positiveWeight), negative)), call.sampleWeights);
    },
  }),
});

/**
 * Cross-entropy of yes-or-no targets, mean over all elements: from logits x, (1 − y)x + (1 + (p − 1)y)·softplus(−x);
 * from probabilities ŷ, −p·y log ŷ − (1 − y) log(1 − ŷ) with logarithms no less than −100. The same numbers as
 * `torch.nn.functional.binary_cross_entropy_with_logits` and `binary_cross_entropy`.
 *
 * With options it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @param options - `from`: `"logits"` (default) or `"probabilities"`; `positiveWeight` p (default 1)
 * @throws ChainruleError if the shapes differ or an option is unknown
 * @example
 * binaryCrossEntropy();
 */
export function binaryCrossEntropy(options?: BinaryCrossEntropyOptions): Loss;
export function binaryCrossEntropy(
  output: Tensor,
  targets: Tensor,
  options?: BinaryCrossEntropyOptions & CostOptions,
): Tensor;
export function binaryCrossEntropy(
  first?: BinaryCrossEntropyOptions | Tensor,
  targets?: Tensor,
  options?: BinaryCrossEntropyOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(binaryCrossEntropyEntry, first, targets, options);
}
