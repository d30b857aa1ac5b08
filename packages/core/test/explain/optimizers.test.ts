import { expect, test } from "vitest";
import { explain } from "../../src/explain/explain.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import { input } from "../../src/ops/input.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { ops } from "../../src/ops/registry.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { optimizerRegistry } from "../../src/optimizers/registry.ts";
import { fromConfig } from "../../src/spec/registry.ts";

const names = ["sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamW", "nadam", "lion"];

test.each(names)("a step of %s is explained, its first and its third", (name) => {
  const w = parameter("w", [[0.5, -0.25]]);
  const cost = squaredErrorCost(ops.matMul(w, input("x", [2, 3])), input("y", [1, 3]));
  const optimizer = fromConfig(optimizerRegistry, { [name]: { learningRate: 0.1 } }, "optimizer");
  const step = minimize(cost, optimizer);
  const feeds = { x: [[1, 2, 3], [0, 1, -1]], y: [[1, 0, 2]] }; // biome-ignore format: a row for each feature
  for (const stepNumber of [1, 3]) {
    expect(explain(cost, feeds, { step, stepNumber }).toText()).toContain("∂Cost/∂w");
  }
});
