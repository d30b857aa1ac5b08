import { describe, expect, test } from "vitest";
import { constantCost } from "../../src/health/constantCost.ts";
import { binaryCrossEntropy } from "../../src/losses/binaryCrossEntropy.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";

describe("constantCost", () => {
  test("is the entropy of the class frequencies for cross-entropy", () => {
    const entropy = -(0.5 * Math.log(0.5) + 0.25 * Math.log(0.25) * 2);
    const targets = { values: [0, 0, 1, 2], shape: [], dtype: "i32" } as const;
    expect(constantCost(crossEntropy(), [3], targets)).toBeCloseTo(entropy, 6);
  });

  test("is the entropy for binary cross-entropy, from logits and from probabilities", () => {
    const targets = { values: [0, 0, 0, 1], shape: [1], dtype: "f32" } as const;
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(constantCost(binaryCrossEntropy(), [1], targets)).toBeCloseTo(entropy, 6);
    expect(constantCost(binaryCrossEntropy({ from: "probabilities" }), [1], targets)).toBeCloseTo(entropy, 6);
  });

  test("is the variance for squared errors", () => {
    const targets = { values: [1, 10, 3, 30], shape: [2], dtype: "f32" } as const;
    expect(constantCost(meanSquaredError(), [2], targets)).toBeCloseTo((1 + 100) / 2, 9);
  });
});
