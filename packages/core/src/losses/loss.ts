import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { constant } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { mul } from "../ops/mul.ts";
import { isTensor } from "../ops/operand.ts";
import { reshape } from "../ops/reshape.ts";
import { sum } from "../ops/sum.ts";
import type { Configurable, Entry } from "../spec/registry.ts";
import type { Text } from "../spec/text.ts";

/** What a training step compares: outputs and targets with examples along the first axis. */
export interface LossCall {
  readonly output: Tensor;
  readonly target: Tensor;
  /** One weight an example, [m]. */
  readonly sampleWeights?: Tensor | undefined;
}

/** What a loss asks of each number of its targets. */
export interface TargetRule {
  readonly expected: Text;
  readonly holds: (value: number) => boolean;
}

/** How far outputs are from targets, as one number: a mean over the examples of the batch. */
export interface Loss extends Configurable {
  /** How targets that are classes are taken: as indices (i32), as numbers (f32), or as −1 and 1 for classes 0 and 1. */
  readonly classTargets: "indices" | "values" | "signs";
  /** Above which a single output means the second class; `undefined` where the greatest of several outputs decides. */
  readonly threshold: number | undefined;
  /** What each number of a target must be, where not every number will do. */
  readonly targetRule?: TargetRule;
  /** Class index of positions that do not count, where there may be some. */
  readonly ignoreIndex?: number;
  readonly apply: (call: LossCall) => Tensor;
  /** What the mean is over, Σ of the weights of what counts: a scalar (default: the examples, or Σ of their weights). */
  readonly share?: (call: LossCall) => Tensor;
}

/** What a loss's mean is over: means of batches, weighted by it, make the mean over all of them. */
export function shareOf(loss: Loss, call: LossCall): Tensor {
  if (loss.share !== undefined) return loss.share(call);
  return call.sampleWeights === undefined ? constant(call.output.shape[0] ?? 1) : sum(call.sampleWeights);
}

/** What cost functions take beside their options. */
export interface CostOptions {
  /** One weight for each example, [m]: the mean becomes Σ sᵢlᵢ / Σ sᵢ. */
  readonly sampleWeights?: Tensor;
}

/** The loss that the options describe, or the loss applied to tensors. */
export function lossOrCost(
  entry: Entry<Loss>,
  first: object | undefined,
  target: Tensor | undefined,
  options: CostOptions | undefined,
  plainDefaults: object = {},
): Loss | Tensor {
  if (!isTensor(first)) return entry.make(first);
  if (target === undefined) throw new TypeError(`${entry.name}: a target must be given`);
  const { sampleWeights, ...own } = options ?? {};
  return entry.make({ ...plainDefaults, ...own }).apply({ output: first, target, sampleWeights });
}

/** The target in the output's shape; where only the number of elements agrees (say [m] and [m, 1]) it is reshaped. */
export function matched(loss: string, { output, target }: LossCall): Tensor {
  if (sameShape(output.shape, target.shape)) return target;
  const isSameButOnes = sameShape(withoutOnes(output.shape), withoutOnes(target.shape));
  if (isSameButOnes && elementCount(output.shape) === elementCount(target.shape)) return reshape(target, output.shape);
  throw new ChainruleError("learning.shape", {
    subject: loss,
    expected: {
      en: `targets must have the shape of the outputs, ${formatShape(output.shape)}`,
      zh: `目标的形状必须与输出相同：${formatShape(output.shape)}`,
    },
    received: formatShape(target.shape),
  });
}

function withoutOnes(shape: Shape): Shape {
  return shape.filter((size) => size !== 1);
}

/** Σ over each example's elements: [m, …] to [m]. */
function sumOverExamples(x: Tensor): Tensor {
  if (x.shape.length <= 1) return x;
  return sum(x, { axes: x.shape.slice(1).map((_, axis) => axis + 1) });
}

/** Σ sᵢxᵢ / Σ sᵢ over examples, or the mean over all elements where there are no weights. */
export function meanOver(x: Tensor, sampleWeights: Tensor | undefined): Tensor {
  const count = elementCount(x.shape);
  if (sampleWeights === undefined) return mul(sum(x), 1 / count);
  const rows = x.shape[0] ?? 1;
  const perExample = count === rows ? reshape(x, [rows]) : mul(sumOverExamples(x), rows / count);
  return div(sum(mul(perExample, sampleWeights)), sum(sampleWeights));
}
