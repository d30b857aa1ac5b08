import { expect, test } from "vitest";
import { add, compile, input, matMul, minimize, parameter, sgd, sigmoid, squaredErrorCost } from "../../src/index.ts";

// With one example nothing is summed over examples: cost, gradient and update run over one space and become one loop.
test.each(["reference", "wasm"] as const)(
  "%s: an update in the loop that computes the guard is still guarded",
  async (engine) => {
    const b = parameter("b", [[0]]);
    const cost = squaredErrorCost(
      sigmoid(add(matMul(parameter("W", [[0.1, 0.6]]), input("x", [2, 1])), b)),
      input("y", [1, 1]),
    );
    const training = await compile(minimize(cost, sgd({ learningRate: 1 })), { engine });
    training.run({ x: [[0], [0]], y: [[0]] });
    expect(training.read(b).data[0]).toBeCloseTo(-0.125, 7);
    expect(training.run({ x: [[0], [0]], y: [[Number.NaN]] }).stepsDone).toBe(0);
    expect(training.read(b).data[0]).toBeCloseTo(-0.125, 7);
  },
);
