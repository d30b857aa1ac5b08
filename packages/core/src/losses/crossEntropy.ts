import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { constant } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { equal } from "../ops/equal.ts";
import { exp } from "../ops/exp.ts";
import { greater } from "../ops/greater.ts";
import { greaterEqual } from "../ops/greaterEqual.ts";
import { iota } from "../ops/iota.ts";
import { less } from "../ops/less.ts";
import { log } from "../ops/log.ts";
import { logicalAnd } from "../ops/logicalAnd.ts";
import { logSoftmax } from "../ops/logSoftmax.ts";
import { max } from "../ops/max.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { notEqual } from "../ops/notEqual.ts";
import { reshape } from "../ops/reshape.ts";
import { stopGradient } from "../ops/stopGradient.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { numberList } from "../spec/lists.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";
import { type CostOptions, type Loss, type LossCall, lossOrCost } from "./loss.ts";

export interface CrossEntropyOptions {
  /** ε: share of the target that is spread over all classes (default 0). */
  readonly labelSmoothing?: number;
  /** One weight for each class (default all 1). */
  readonly classWeights?: readonly number[] | undefined;
  /** Class index that marks positions that do not count, say where a sequence was filled up (default −1). */
  readonly ignoreIndex?: number;
}

type Parsed = Required<CrossEntropyOptions>;

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
    ignoreIndex: integer({
      default: -1,
      min: -(2 ** 31),
      max: 2 ** 31 - 1,
      en: "Class index of positions that do not count.",
      zh: "不计入损失的位置的类别编号。",
    }),
  },
  create: (options, given) => ({
    kind: "crossEntropy",
    options: given,
    classTargets: "indices",
    threshold: undefined,
    ignoreIndex: options.ignoreIndex,
    apply: (call) => {
      const { total, share } = partsOf(call, options);
      return div(total, where(greater(share, 0), share, 1));
    },
    share: (call) => partsOf(call, options).share,
  }),
});

/** A mean as a sum and what it is divided by. */
interface Parts {
  readonly total: Tensor;
  readonly share: Tensor;
}

function partsOf(call: LossCall, options: Parsed): Parts {
  const { output, target, sampleWeights } = call;
  const { classWeights } = options;
  const positions = output.shape.slice(0, -1);
  const classes = output.shape.at(-1) ?? 1;
  const isIndices = target.dtype === "i32" && sameShape(target.shape, positions);
  if (output.shape.length < 2 || !(isIndices || (sameShape(target.shape, output.shape) && target.dtype === "f32"))) {
    throw new ChainruleError("learning.shape", {
      subject: "crossEntropy",
      expected: {
        en: "logits must have shape [examples, classes] or [examples, positions, classes], and targets be class indices [examples] (i32) or [examples, positions], or distributions of the shape of the logits",
        zh: "logits 的形状必须是 [样本数, 类别数] 或 [样本数, 位置数, 类别数]，目标是类别编号 [样本数]（i32）或 [样本数, 位置数]，或与 logits 同形状的分布",
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
  // Positions one after the other; an example's weight is that of each of its positions.
  const count = elementCount(positions);
  const rows = output.shape.length === 2 ? output : reshape(output, [count, classes]);
  const weights = sampleWeights === undefined ? undefined : positionWeights(sampleWeights, positions);
  return isIndices
    ? partsOfIndices(rows, reshape(target, [count]), weights, options)
    : partsOfDistributions(rows, reshape(target, [count, classes]), weights, options);
}

function positionWeights(sampleWeights: Tensor, positions: Shape): Tensor {
  if (positions.length === 1) return sampleWeights;
  const [examples = 1, ...rest] = positions;
  const each = reshape(sampleWeights, [examples, ...rest.map(() => 1)]);
  return reshape(broadcastTo(each, positions), [elementCount(positions)]);
}

/** Σ sᵢlᵢ / Σ sᵢ, lᵢ = −Σ_c w_c t_c log softmax(z)_c. */
function partsOfDistributions(logits: Tensor, target: Tensor, weights: Tensor | undefined, options: Parsed): Parts {
  const { labelSmoothing, classWeights } = options;
  const [count = 1, classes = 1] = logits.shape;
  const smooth = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = classWeights === undefined ? smooth : mul(smooth, constant([...classWeights]));
  const losses = neg(sum(mul(weighted, logSoftmax(logits)), { axes: 1 }));
  return weights === undefined
    ? { total: sum(losses), share: constant(count) }
    : { total: sum(mul(losses, weights)), share: sum(weights) };
}

/**
 * Σ sᵢlᵢ / Σ sᵢw(yᵢ) over the positions that count. With x = z − max z and L = log Σ exp x, log softmax is x − L, so that
 * lᵢ = (1 − ε) w_y (L − x_y) + ε/C (L Σ w_c − Σ w_c x_c): sums over each row of logits that one loop can take together,
 * and no array of one-hot vectors.
 */
function partsOfIndices(logits: Tensor, target: Tensor, weights: Tensor | undefined, options: Parsed): Parts {
  const { labelSmoothing, classWeights, ignoreIndex } = options;
  const classes = logits.shape[1] ?? 1;
  const perClass = classWeights === undefined ? undefined : constant([...classWeights]);
  const along = { axes: 1, keepDims: true } as const;
  const x = sub(logits, stopGradient(max(logits, along)));
  const logSum: Tensor = log(sum(exp(x), { axes: 1 }));
  const isOwn = equal(reshape(target, [-1, 1]), iota(classes));
  const ofOwnClass = (values: Tensor): Tensor => sum(where(isOwn, values, 0), { axes: 1 });
  const ownWeight = perClass === undefined ? undefined : ofOwnClass(perClass);
  const surprise = sub(logSum, ofOwnClass(x));
  let losses: Tensor = ownWeight === undefined ? surprise : mul(surprise, ownWeight);
  if (labelSmoothing > 0) {
    const weightSum = classWeights?.reduce((total, weight) => total + weight, 0) ?? classes;
    const spread = sub(mul(logSum, weightSum), sum(perClass === undefined ? x : mul(x, perClass), { axes: 1 }));
    losses = add(mul(losses, 1 - labelSmoothing), mul(spread, labelSmoothing / classes));
  }
  const isClass = logicalAnd(greaterEqual(target, 0), less(target, classes));
  const counts = notEqual(target, ignoreIndex);
  const shares = [ownWeight, weights].filter((share) => share !== undefined);
  const share = sum(where(counts, shares.length === 0 ? 1 : shares.reduce((a, b) => mul(a, b)), 0));
  const weighted = weights === undefined ? losses : mul(losses, weights);
  const total = sum(where(counts, where(isClass, weighted, Number.NaN), 0));
  return { total, share };
}

/**
 * Cross-entropy of classes, from logits z: mean over positions of −Σ_c w_c t_c log softmax(z)_c, where t is the class's
 * one-hot vector or the distribution given, smoothed to (1 − ε)t + ε/C. With class weights and class indices the mean is
 * Σᵢ lᵢ / Σᵢ w(yᵢ). The same numbers as `torch.nn.functional.cross_entropy`.
 *
 * Logits are [examples, classes], or [examples, positions, classes] for sequences, with any number of axes of positions;
 * class indices have the shape without the last axis, distributions the whole. Positions of index `ignoreIndex` do not
 * count; where none counts the cost is 0. Any other index outside the classes makes the cost NaN, so that training stops
 * before the update. A sample's weight is that of each of its positions.
 *
 * Computed as logits minus their log-sum-exp, so that large logits do not overflow.
 *
 * With options it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @param options - `labelSmoothing` ε (default 0), `classWeights` (default all 1), `ignoreIndex` (default −1)
 * @throws ChainruleError if the shapes do not fit or an option is out of its range
 * @example
 * crossEntropy({ labelSmoothing: 0.1 });
 * crossEntropy(input("logits", [8, 10]), input("labels", [8], "i32"));
 * crossEntropy(input("logits", [8, 20, 50]), input("tokens", [8, 20], "i32"));
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
