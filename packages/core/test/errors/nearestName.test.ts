import { expect, test } from "vitest";
import { editDistance, nearestName } from "../../src/errors/nearestName.ts";

test("a swap of neighbours counts as one edit", () => {
  expect(editDistance("sigmoid", "sgimoid")).toBe(1);
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("same", "same")).toBe(0);
});

test("a mistyped name finds the one that was meant", () => {
  const names = ["sigmoid", "tanh", "relu", "leakyRelu", "learningRate"];
  expect(nearestName("rellu", names)).toBe("relu");
  expect(nearestName("tnah", names)).toBe("tanh");
  expect(nearestName("leaky_relu", names)).toBe("leakyRelu");
  expect(nearestName("LEARNING-RATE", names)).toBe("learningRate");
});

test("a name far from every choice finds none", () => {
  expect(nearestName("transformer", ["relu", "tanh"])).toBeUndefined();
  expect(nearestName("ab", ["xy", "cd"])).toBeUndefined();
  expect(nearestName("x", [])).toBeUndefined();
  expect(nearestName("r".repeat(100_000), ["r".repeat(100_000)])).toBeUndefined();
});
