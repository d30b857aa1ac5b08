import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { abs } from "../ops/abs.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { relu } from "../ops/relu.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { choice, number } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import { type CostOptions, type Loss, lossOrCost, matched, meanOver } from "./loss.ts";

/** A loss that is the mean over all elements of a function of output and target. */
function elementLoss(
  name: string,
  summary: Text,
  threshold: number,
  element: (output: Tensor, target: Tensor) => Tensor,
): Entry<Loss> {
  return defineEntry<NoOptions, Loss>({
    name,
    summary,
    options: {},
    create: (_options, given) => ({
      kind: name,
      options: given,
      classTargets: "values",
      threshold,
      apply: (call) => meanOver(element(call.output, matched(name, call)), call.sampleWeights),
    }),
  });
}

export const meanSquaredErrorEntry: Entry<Loss> = elementLoss(
  "meanSquaredError",
  { en: "Mean of squared differences over all elements.", zh: "所有元素差的平方的平均值。" },
  0.5,
  (output, target) => square(sub(output, target)),
);

/**
 * Mean of (ŷ − y)² over all elements, as `torch.nn.functional.mse_loss`.
 *
 * Without tensors it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @throws ChainruleError if the shapes differ
 * @example
 * meanSquaredError();
 */
export function meanSquaredError(options?: NoOptions): Loss;
export function meanSquaredError(output: Tensor, targets: Tensor, options?: CostOptions): Tensor;
export function meanSquaredError(
  first?: NoOptions | Tensor,
  targets?: Tensor,
  options?: NoOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(meanSquaredErrorEntry, first, targets, options);
}

export const meanAbsoluteErrorLossEntry: Entry<Loss> = elementLoss(
  "meanAbsoluteError",
  { en: "Mean of absolute differences over all elements.", zh: "所有元素差的绝对值的平均值。" },
  0.5,
  (output, target) => abs(sub(output, target)),
);

/**
 * Mean of |ŷ − y| over all elements, as `torch.nn.functional.l1_loss`.
 *
 * Without tensors it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @throws ChainruleError if the shapes differ
 * @example
 * meanAbsoluteError();
 */
export function meanAbsoluteError(options?: NoOptions): Loss;
export function meanAbsoluteError(output: Tensor, targets: Tensor, options?: CostOptions): Tensor;
export function meanAbsoluteError(
  first?: NoOptions | Tensor,
  targets?: Tensor,
  options?: NoOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(meanAbsoluteErrorLossEntry, first, targets, options);
}

export interface SquaredErrorCostOptions {
  /** Where examples lie: `"rows"` (losses of layers) or `"columns"` (as in the equations on paper; default with tensors). */
  readonly examples?: "rows" | "columns";
}

export const squaredErrorCostEntry: Entry<Loss> = defineEntry<SquaredErrorCostOptions, Loss>({
  name: "squaredErrorCost",
  summary: {
    en: "Sum of squared differences over 2m, m the number of examples.",
    zh: "差的平方和除以 2m，m 为样本数。",
  },
  options: {
    examples: choice(["rows", "columns"], { default: "rows", en: "Where examples lie.", zh: "样本所在的轴。" }),
  },
  create: ({ examples }, given) => ({
    kind: "squaredErrorCost",
    options: given,
    classTargets: "values",
    threshold: 0.5,
    apply: (call) => {
      const { shape } = call.output;
      const squares = square(sub(call.output, matched("squaredErrorCost", call)));
      const m = (examples === "rows" ? shape[0] : shape[shape.length - 1]) ?? 1;
      if (call.sampleWeights === undefined) return mul(sum(squares), 1 / (2 * m));
      return mul(meanOver(squares, call.sampleWeights), elementCount(shape) / m / 2);
    },
  }),
});

/**
 * Cost = 1/(2m) · Σ (y − ŷ)², m the number of examples.
 *
 * With tensors it makes the cost's graph, and examples are columns unless `examples: "rows"` says otherwise:
 * [1, 4] is four examples of one output. Without it makes a loss for `fit`, where examples are rows.
 *
 * @param options - `examples`: `"rows"` or `"columns"`
 * @throws ChainruleError if the shapes differ
 * @example
 * const cost = squaredErrorCost(sigmoid(add(matMul(w, x), b)), y);
 */
export function squaredErrorCost(options?: SquaredErrorCostOptions): Loss;
export function squaredErrorCost(
  output: Tensor,
  targets: Tensor,
  options?: SquaredErrorCostOptions & CostOptions,
): Tensor;
export function squaredErrorCost(
  first?: SquaredErrorCostOptions | Tensor,
  targets?: Tensor,
  options?: SquaredErrorCostOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(squaredErrorCostEntry, first, targets, options, { examples: "columns" });
}

export interface HuberOptions {
  /** Difference at which the square becomes a line (default 1). */
  readonly delta?: number;
}

export const huberEntry: Entry<Loss> = defineEntry<HuberOptions, Loss>({
  name: "huber",
  summary: { en: "Squares of small differences, a line for large ones.", zh: "小差值取平方，大差值取直线。" },
  options: {
    delta: number({
      default: 1,
      above: 0,
      en: "Difference at which the square becomes a line.",
      zh: "平方转为直线的差值。",
    }),
  },
  shorthand: "delta",
  create: ({ delta }, given) => ({
    kind: "huber",
    options: given,
    classTargets: "values",
    threshold: 0.5,
    apply: (call) => {
      const distance = abs(sub(call.output, matched("huber", call)));
      // c(d − ½c) with c = min(d, δ): ½d² below δ, δ(d − ½δ) above
      const capped = minimum(distance, delta);
      return meanOver(mul(capped, sub(distance, mul(capped, 0.5))), call.sampleWeights);
    },
  }),
});

/**
 * Mean of ½d² where d = |ŷ − y| ≤ δ, else δ(d − ½δ), as `torch.nn.functional.huber_loss`.
 *
 * Source: Huber, "Robust estimation of a location parameter", 1964.
 *
 * Without tensors it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @param options - `delta` δ (default 1)
 * @throws ChainruleError if the shapes differ
 * @example
 * huber({ delta: 0.5 });
 */
export function huber(options?: HuberOptions): Loss;
export function huber(output: Tensor, targets: Tensor, options?: HuberOptions & CostOptions): Tensor;
export function huber(
  first?: HuberOptions | Tensor,
  targets?: Tensor,
  options?: HuberOptions & CostOptions,
): Loss | Tensor {
  return lossOrCost(huberEntry, first, targets, options);
}

export const hingeEntry: Entry<Loss> = defineEntry<NoOptions, Loss>({
  name: "hinge",
  summary: { en: "Mean of max(0, 1 − yŷ), targets −1 and 1.", zh: "max(0, 1 − yŷ) 的平均值，目标为 −1 和 1。" },
  options: {},
  create: (_options, given) => ({
    kind: "hinge",
    options: given,
    classTargets: "signs",
    threshold: 0,
    targetRule: {
      expected: { en: "targets must be -1 or 1", zh: "目标必须是 -1 或 1" },
      holds: (value) => value === -1 || value === 1,
    },
    apply: (call) => meanOver(relu(sub(1, mul(matched("hinge", call), call.output))), call.sampleWeights),
  }),
});

/**
 * Mean of max(0, 1 − yŷ) with targets y of −1 and 1; class targets 0 and 1 are taken as such.
 *
 * Without tensors it makes a loss for `fit`; with tensors it makes the cost's graph.
 *
 * @throws ChainruleError if the shapes differ
 * @example
 * hinge();
 */
export function hinge(options?: NoOptions): Loss;
export function hinge(output: Tensor, targets: Tensor, options?: CostOptions): Tensor;
export function hinge(first?: NoOptions | Tensor, targets?: Tensor, options?: NoOptions & CostOptions): Loss | Tensor {
  return lossOrCost(hingeEntry, first, targets, options);
}
