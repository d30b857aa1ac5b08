import { describe, expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { constantTensor } from "../../src/ops/operand.ts";
import { ops } from "../../src/ops/registry.ts";

const numbers = (tensor: Tensor): number[] => [...(evaluate([tensor], {}).get(tensor) ?? [])];
const of = (values: readonly number[], shape: readonly number[]): Tensor =>
  constantTensor(Float64Array.from(values), shape);
const counting = (shape: readonly number[]): Tensor => {
  const count = shape.reduce((product, size) => product * size, 1);
  return of(
    Array.from({ length: count }, (_, index) => index),
    shape,
  );
};

describe("worked by hand:", () => {
  test("conv2d is cross-correlation: the filter is not turned round", () => {
    const y = ops.conv2d(counting([1, 1, 3, 3]), of([1, 2, 3, 4], [1, 1, 2, 2]));
    // 0·1 + 1·2 + 3·3 + 4·4 = 27, and 10 more for each step to the right, 30 more for each step down.
    expect(y.shape).toEqual([1, 1, 2, 2]);
    expect(numbers(y)).toEqual([27, 37, 57, 67]);
  });

  test("conv2d with stride and padding sees zeros outside the image", () => {
    const y = ops.conv2d(counting([1, 1, 3, 3]), of([1, 2, 3, 4], [1, 1, 2, 2]), { stride: 2, padding: 1 });
    expect(numbers(y)).toEqual([0, 3 * 1 + 4 * 2, 2 * 3 + 4 * 6, 1 * 4 + 2 * 5 + 3 * 7 + 4 * 8]);
  });

  test("conv2d with groups keeps the groups apart", () => {
    const y = ops.conv2d(of([1, 2, 3, 4], [1, 2, 1, 2]), of([10, 100], [2, 1, 1, 1]), { groups: 2 });
    expect(numbers(y)).toEqual([10, 20, 300, 400]);
  });

  test("conv2d with dilation skips pixels", () => {
    const y = ops.conv2d(counting([1, 1, 1, 5]), of([1, 10], [1, 1, 1, 2]), { dilation: [1, 3] });
    expect(numbers(y)).toEqual([30, 41]);
  });

  test('padding "same" keeps the size, with the odd row and column at the end', () => {
    const y = ops.conv2d(counting([1, 1, 1, 3]), of([1, 10], [1, 1, 1, 2]), { padding: "same" });
    expect(numbers(y)).toEqual([10, 21, 2]);
  });

  test("convTranspose2d spreads each pixel over a window", () => {
    const y = ops.convTranspose2d(of([1, 2], [1, 1, 1, 2]), of([1, 10, 100], [1, 1, 1, 3]), { stride: [1, 2] });
    expect(numbers(y)).toEqual([1, 10, 100 + 2, 20, 200]);
  });

  test("maxPool2d with padding takes no zeros in", () => {
    const y = ops.maxPool2d(of([-1, -2, -3, -4], [1, 1, 2, 2]), { size: 2, padding: 1, stride: 1 });
    expect(numbers(y)).toEqual([-1, -1, -2, -1, -1, -2, -3, -3, -4]);
  });

  test("averagePool2d counts padding as zeros, or leaves it out", () => {
    const x = of([4, 8], [1, 1, 1, 2]);
    const options = { size: [1, 2], stride: [1, 2], padding: [0, 1] } as const;
    expect(numbers(ops.averagePool2d(x, options))).toEqual([2, 4]);
    expect(numbers(ops.averagePool2d(x, { ...options, countIncludePad: false }))).toEqual([4, 8]);
  });

  test("the gradient of max is shared evenly among ties; that of maxPool2d goes to the first", () => {
    const x = input("x", [1, 1, 2, 2]);
    const feeds = { x: Float64Array.of(3, 1, 3, 3) };
    const slope = (cost: Tensor): number[] => {
      const { dx } = gradients(cost, { dx: x });
      return [...(evaluate([dx], feeds).get(dx) ?? [])];
    };
    expect(slope(ops.max(x))).toEqual([1 / 3, 0, 1 / 3, 1 / 3]);
    expect(slope(ops.sum(ops.maxPool2d(x, { size: 2 })))).toEqual([1, 0, 0, 0]);
  });

  test("matMul of two matrices", () => {
    expect(numbers(ops.matMul(of([1, 2, 3, 4], [2, 2]), of([5, 6, 7, 8], [2, 2])))).toEqual([19, 22, 43, 50]);
  });

  test("slices follow Python", () => {
    const x = counting([6]);
    expect(numbers(ops.slice(x, { starts: [1], ends: [-1], steps: [2] }))).toEqual([1, 3]);
    expect(numbers(ops.slice(x, { steps: [-1] }))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(numbers(ops.slice(x, { starts: [-2], steps: [-2] }))).toEqual([4, 2, 0]);
    expect(numbers(ops.slice(x, { starts: [4], ends: [100] }))).toEqual([4, 5]);
    expect(ops.slice(x, { starts: [4], ends: [2] }).shape).toEqual([0]);
  });

  test("pad, stack, gather, scatterAdd, oneHot and takeAlongAxis put numbers where they belong", () => {
    const x = of([1, 2, 3, 4], [2, 2]);
    const n = constantTensor(Float64Array.of(1, 1, 0), [3], "i32");
    expect(numbers(ops.pad(x, [[1, 0], [0, 1]], 9))).toEqual([9, 9, 9, 1, 2, 9, 3, 4, 9]); // biome-ignore format: a row for each axis
    expect(numbers(ops.stack([x, x], -1))).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(numbers(ops.gather(x, n))).toEqual([3, 4, 3, 4, 1, 2]);
    expect(numbers(ops.scatterAdd(of([1, 10, 100], [3]), n, 3))).toEqual([100, 11, 0]);
    expect(numbers(ops.oneHot(n, 2))).toEqual([0, 1, 0, 1, 1, 0]);
    expect(numbers(ops.takeAlongAxis(x, constantTensor(Float64Array.of(1, 0), [2, 1], "i32")))).toEqual([2, 3]);
  });

  test("an index outside the axis gives NaN when gathered and is passed over when scattered", () => {
    const n = constantTensor(Float64Array.of(-1, 5), [2], "i32");
    expect(numbers(ops.gather(of([1, 2], [2]), n))).toEqual([Number.NaN, Number.NaN]);
    expect(numbers(ops.scatterAdd(of([1, 2], [2]), n, 3))).toEqual([0, 0, 0]);
  });

  test("argMax takes the first of equal elements, and NaN for the largest", () => {
    expect(numbers(ops.argMax(of([1, 3, 3, 2, Number.NaN, 5], [2, 3])))).toEqual([1, 1]);
    expect(numbers(ops.argMin(of([1, 0, 0], [3])))).toEqual([1]);
  });

  test("softmax, logSoftmax and logSumExp hold where exp would overflow", () => {
    const x = of([1000, 1000], [2]);
    expect(numbers(ops.softmax(x))).toEqual([0.5, 0.5]);
    expect(numbers(ops.logSoftmax(x))).toEqual([-Math.LN2, -Math.LN2]);
    expect(numbers(ops.logSumExp(x))).toEqual([1000 + Math.LN2]);
  });

  test("variance divides by n, or by n − 1 of a sample", () => {
    expect(numbers(ops.variance(of([1, 2, 3, 4], [4])))).toEqual([1.25]);
    expect(numbers(ops.variance(of([1, 2, 3, 4], [4]), { correction: 1 }))[0]).toBeCloseTo(5 / 3, 12);
  });

  test("batchNorm normalizes with the batch's variance and remembers the sample's, as PyTorch", () => {
    const { y, runningMean, runningVariance } = ops.batchNorm(of([1, 3], [2, 1]), {
      runningMean: of([0], [1]),
      runningVariance: of([1], [1]),
      training: true,
      epsilon: 0,
    });
    expect(numbers(y)).toEqual([-1, 1]);
    expect(numbers(runningMean)[0]).toBeCloseTo(0.2, 12);
    expect(numbers(runningVariance)[0]).toBeCloseTo(0.9 + 0.1 * 2, 12);
  });

  test("layerNorm gives each example mean 0 and variance 1", () => {
    const y = ops.layerNorm(of([1, 3, 10, 30], [2, 2]), { epsilon: 0 });
    expect(numbers(y).map((value) => Math.round(value * 1e9) / 1e9)).toEqual([-1, 1, -1, 1]);
  });

  test("dropout keeps about 1 − rate of the elements, multiplied by 1 / (1 − rate)", () => {
    const counter = constantTensor(Float64Array.of(7), [], "i32");
    const y = numbers(ops.dropout(ops.ones([10000]), 0.25, { key: [1, 2], counter }));
    expect(new Set(y)).toEqual(new Set([0, 1 / 0.75]));
    expect(y.filter((value) => value > 0).length / y.length).toBeCloseTo(0.75, 1);
  });
});
