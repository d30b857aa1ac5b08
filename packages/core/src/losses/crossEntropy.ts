import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { constant } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { logSoftmax } from "../ops/logSoftmax.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { oneHot } from "../ops/oneHot.ts";
import { sum } from "../ops/sum.ts";
import { numberList } from "../spec/lists.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import { type CostOptions, type Loss, type LossCall, lossOrCost } from "./loss.ts";

export interface CrossEntropyOptions {
  /** ε: share of the target that is spread over all classes (default 0). */
  readonly labelSmoothing?: number;
  /** One weight for each class (default all 1). */
  readonly classWeights?: readonly number[] | undefined;
}

export const crossEntropyEntry: Entry<Loss> = defineEntry<CrossEntropyOptions, Loss>({
  name: "crossEntropy",
  summary: { en: "Cross-entropy of classes, from logits.", zh: "多分类交叉熵，输入为 logits。" },
  options: {
    labelSmoothing: number({
      default: 0,
      min: 0,
      max: 1,
      en: "Share of the target spread over all classes.",
      zh: "均分给所有类别的目标比例。",
    }),
    classWeights: optional(numberList({ min: 0, en: "One weight for each class.", zh: "每个类别的权重。" })),
  },
  create: (options, given) => ({
    kind: "crossEntropy",
    options: given,
    classTargets: "indices",
    threshold: undefined,
    apply: (call) => costOf(call, options),
  }),
});

function costOf(call: LossCall, { labelSmoothing, classWeights }: Required<CrossEntropyOptions>): Tensor {
  const { output, target, sampleWeights } = call;
  const [examples = 1, classes = 1] = output.shape;
  const isIndices = target.dtype === "i32" && sameShape(target.shape, [examples]);
  if (
    output.shape.length !== 2 ||
    !(isIndices || sameShape(target.shape, output.shape)) ||
    (!isIndices && target.dtype !== "f32")
  ) {
    throw new ChainruleError("learning.shape", {
      subject: "crossEntropy",
      expected: {
        en: "logits must have shape [examples, classes], and targets be class indices [examples] (i32) or distributions [examples, classes]",
        zh: "logits 的形状必须是 [样本数, 类别数]，目标是类别编号 [样本数]（i32）或分布 [样本数, 类别数]",
      },
      received: `${formatShape(output.shape)} and ${formatShape(target.shape)} (${target.dtype})`,
    });
  }
  if (classWeights !== undefined && classWeights.length !== classes) {
    throw new ChainruleError("learning.option", {
      subject: "crossEntropy",
      name: "classWeights",
      expected: { en: `a list of ${classes} numbers, one for each class`, zh: ` ${classes} 个数的列表，每个类别一个` },
      received: `${classWeights.length} numbers`,
    });
  }
  const hot = isIndices ? oneHot(target, classes) : target;
  const weights = classWeights === undefined ? undefined : constant([...classWeights]);
  const smooth = labelSmoothing === 0 ? hot : add(mul(hot, 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = weights === undefined ? smooth : mul(smooth, weights);
  const perExample = neg(sum(mul(weighted, logSoftmax(output)), { axes: 1 }));
  // Indices: Σ sᵢlᵢ / Σ sᵢw(yᵢ); distributions: Σ sᵢlᵢ / Σ sᵢ.
  const ownWeights = weights !== undefined && isIndices ? sum(mul(hot, weights), { axes: 1 }) : undefined;
  const share =
    sampleWeights !== undefined && ownWeights !== undefined
      ? mul(ownWeights, sampleWeights)
      : (ownWeights ?? sampleWeights);
  const total = sum(sampleWeights === undefined ? perExample : mul(perExample, sampleWeights));
  return share === undefined ? mul(total, 1 / examples) : div(total, sum(share));
}

/**
 * Cross-entropy of classes, from logits z: mean over examples of −Σ_c w_c t_c log softmax(z)_c, where t is the class's
 * one-hot vector or the distribution given, smoothed to (1 − ε)t + ε/C. With class weights and class indices the mean is
 * Σᵢ lᵢ / Σᵢ w(yᵢ). The same numbers as `torch.nn.functional.cross_entropy`.
 *
 * Computed as logits minus their log-sum-exp, so that large logits do not overflow.
 *
 * With options it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @param options - `labelSmoothing` ε (default 0), `classWeights` (default all 1)
 * @throws ChainruleError if the shapes do not fit or an option is out of its range
 * @example
 * crossEntropy({ labelSmoothing: 0.1 });
 * crossEntropy(input("logits", [8, 10]), input("labels", [8], "i32"));
 */
export function crossEntropy(options?: CrossEntropyOptions): Loss;
export function crossEntropy(logits: Tensor, targets: Tensor, options?: CrossEntropyOptions & CostOptions): Tensor;
export function crossEntropy(
  first?: CrossEntropyOptions | Tensor,
  targets?: Tensor,
  options?: CrossEntropyOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(crossEntropyEntry, first, targets, options);
}
