import { describe, expect, it } from "vitest";
import { compile } from "../../src/engines/compile.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { meanSquaredError, squaredErrorCost } from "../../src/losses/distances.ts";
import { constant } from "../../src/ops/constant.ts";

async function costOf(cost: Tensor): Promise<number> {
  const { outputs } = (await compile({ cost }, { engine: "reference" })).run();
  return Number(outputs["cost"]?.data[0]);
}

const output = [
  [1, 2],
  [3, 5],
  [0, 1],
];
const target = [
  [0, 2],
  [3, 1],
  [2, 1],
];
// squares by row: 1 + 0, 0 + 16, 4 + 0

describe("sample weights", () => {
  it("make the mean over examples a weighted one", async () => {
    const sampleWeights = constant([1, 0.5, 2]);
    const mean = meanSquaredError(constant(output), constant(target), { sampleWeights });
    expect(await costOf(mean)).toBeCloseTo((1 * 0.5 + 0.5 * 8 + 2 * 2) / 3.5, 12);
    const cost = squaredErrorCost(constant(output), constant(target), { sampleWeights, examples: "rows" });
    expect(await costOf(cost)).toBeCloseTo((1 * 1 + 0.5 * 16 + 2 * 4) / 3.5 / 2, 12);
  });

  it("weigh classes and examples together in cross-entropy", async () => {
    const logits = constant(output);
    const classes = constant([0, 1, 1], "i32");
    const negativeLogs = [Math.log(1 + Math.E), Math.log(1 + Math.exp(-2)), Math.log(1 + Math.exp(-1))];
    const weights = [1 * 3, 0.5 * 2, 2 * 2];
    const expected =
      negativeLogs.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) /
      weights.reduce((sum, value) => sum + value);
    const cost = crossEntropy(logits, classes, { classWeights: [3, 2], sampleWeights: constant([1, 0.5, 2]) });
    expect(await costOf(cost)).toBeCloseTo(expected, 12);
  });

  it("that are all alike change nothing", async () => {
    const plain = await costOf(meanSquaredError(constant(output), constant(target)));
    const weighted = await costOf(
      meanSquaredError(constant(output), constant(target), { sampleWeights: constant([2, 2, 2]) }),
    );
    expect(weighted).toBeCloseTo(plain, 12);
  });
});

describe("the squared error cost", () => {
  it("counts columns as examples on paper and rows where it is told to", async () => {
    const columns = squaredErrorCost(constant(output), constant(target));
    const rows = squaredErrorCost(constant(output), constant(target), { examples: "rows" });
    expect(await costOf(columns)).toBeCloseTo(21 / 4, 12);
    expect(await costOf(rows)).toBeCloseTo(21 / 6, 12);
    expect(await costOf(squaredErrorCost().apply({ output: constant(output), target: constant(target) }))).toBeCloseTo(
      21 / 6,
      12,
    );
  });
});

describe("losses refuse", () => {
  it("targets of another shape, saying which must hold", () => {
    expect(() => meanSquaredError(constant(output), constant([[1, 2, 3]]))).toThrow(
      "meanSquaredError: targets must have the shape of the outputs, [3, 2]; got [1, 3]",
    );
  });

  it("class targets that are no integers, and class weights of another count", () => {
    expect(() => crossEntropy(constant(output), constant([0, 1, 1]))).toThrow(/class indices \[examples\] \(i32\)/);
    expect(() => crossEntropy(constant(output), constant([0, 1, 1], "i32"), { classWeights: [1] })).toThrow(
      /a list of 2 numbers/,
    );
  });
});
