import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { compile } from "../../src/engines/compile.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

// The worked numbers of the gates are those of the documents that the project sets out from, to three decimals.

const x = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];

function columns(
  weights: number[][],
  features: number,
  examples = 4,
): { w: Tensor; b: Tensor; cost: Tensor; prediction: Tensor } {
  const w = parameter("W", weights);
  const b = parameter("b", [[0]]);
  const prediction = sigmoid(add(matMul(w, input("X", [features, examples])), b));
  return { w, b, cost: squaredErrorCost(prediction, input("Y", [1, examples])), prediction };
}

function expectClose(got: ArrayLike<number> | undefined, expected: readonly number[], digits = 3): void {
  expect(Array.from(got ?? [], (value) => Number(value.toFixed(digits)))).toEqual(expected);
}

describe("the OR gate, examples as columns", () => {
  const feeds = { X: x, Y: [[0, 1, 1, 1]] };

  it("gives the gradients, the update and the cost of the first two steps", async () => {
    const { w, b, cost, prediction } = columns([[0.1, 0.6]], 2);
    const { W: dw, b: db } = gradients(cost, { W: w, b });
    const step = minimize(cost, sgd({ learningRate: 1 }), { outputs: { prediction, dw, db } });
    const training = await compile(step, { engine: "reference" });
    const first = training.run(feeds).outputs;
    expectClose(first["prediction"]?.data, [0.5, 0.646, 0.525, 0.668]);
    expectClose(first["cost"]?.data, [0.089]);
    expectClose(first["dw"]?.data, [-0.048, -0.039]);
    expectClose(first["db"]?.data, [-0.037]);
    expectClose(training.read(w).data, [0.148, 0.639]);
    expectClose(training.read(b).data, [0.037]);
    const second = training.run(feeds).outputs;
    expectClose(second["cost"]?.data, [0.084]);
    expectClose(second["dw"]?.data, [-0.044, -0.035]);
    expectClose(second["db"]?.data, [-0.031]);
  });

  it("costs 0.000528 after 5000 steps", async () => {
    const { cost } = columns([[0.1, 0.6]], 2);
    const training = await compile(minimize(cost, sgd({ learningRate: 1 })), { engine: "reference" });
    expectClose(training.run(feeds, { steps: 5000 }).outputs["cost"]?.data, [0.000528], 6);
  });

  it("learns nothing of the weights from the example (0, 0), and 0.125 of the bias", async () => {
    const { w, b, cost } = columns([[0.1, 0.6]], 2, 1);
    const { W: dw, b: db } = gradients(cost, { W: w, b });
    const program = await compile({ cost, dw, db }, { engine: "reference" });
    const feedsOfOne = { X: [[0], [0]], Y: [[0]] };
    const { outputs } = program.run(feedsOfOne);
    expectClose(outputs["cost"]?.data, [0.125]);
    expectClose(outputs["dw"]?.data, [0, 0]);
    expectClose(outputs["db"]?.data, [0.125]);
    program.write(b, [-0.125]);
    expectClose(program.run(feedsOfOne).outputs["cost"]?.data, [0.10988], 5);
  });
});

describe("the XOR gate with a feature cross", () => {
  const feeds = { X: [...x, [0, 0, 0, 1]], Y: [[0, 1, 1, 0]] };

  it("gives the first gradients and costs 0.00157 after 5000 steps with all four right", async () => {
    const { w, b, cost, prediction } = columns([[0.1, 0.6, 0.2]], 3);
    const { W: dw, b: db } = gradients(cost, { W: w, b });
    const training = await compile(minimize(cost, sgd({ learningRate: 1 }), { outputs: { dw, db, prediction } }), {
      engine: "reference",
    });
    const { outputs } = training.run(feeds);
    expectClose(outputs["cost"]?.data, [0.138]);
    expectClose(outputs["dw"]?.data, [0.007, 0.016, 0.037]);
    expectClose(outputs["db"]?.data, [0.018]);
    const last = training.run(feeds, { steps: 4999 }).outputs;
    expectClose(last["cost"]?.data, [0.00157], 5);
    expect(Array.from(last["prediction"]?.data ?? [], (value) => (value > 0.5 ? 1 : 0))).toEqual([0, 1, 1, 0]);
  });
});
