import { expect, test } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { explain } from "../../src/explain/explain.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { averagePool2d } from "../../src/layers/pooling.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { sequential } from "../../src/model/sequential.ts";
import { trainingStep } from "../../src/model/trainingStep.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh as tanhOp } from "../../src/ops/tanh.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

function lenetLog() {
  const lenet = sequential({ input: [1, 28, 28], seed: 1 }, [
    conv2d({ filters: 6, kernel: 5, padding: 2 }),
    tanh(),
    averagePool2d(2),
    conv2d({ filters: 16, kernel: 5 }),
    tanh(),
    averagePool2d(2),
    flatten(),
    linear(120),
    tanh(),
    linear(84),
    tanh(),
    linear(10),
  ]);
  // A ring, so that there are edges in all directions and many exact zeros.
  const image = Array.from({ length: 28 }, (_, row) =>
    Array.from({ length: 28 }, (_c, column) =>
      Math.max(0, 1 - Math.abs(Math.hypot(row - 13.5, column - 13.5) - 8) / 2),
    ),
  );
  const data = dataset({
    inputs: [[image]],
    targets: ["0"],
    classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
  });
  const { step, feeds } = trainingStep(lenet, data, {
    loss: crossEntropy(),
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    batchSize: 1,
  });
  const { cost } = step.outputs;
  if (cost === undefined) throw new Error("no cost");
  return explain(cost, feeds, { step });
}

test("the paths through LeNet's first filter sum to its gradient, which agrees with finite differences", () => {
  const log = lenetLog();
  for (const place of ["0.weight[0,0,0,0]", "0.weight[0,0,2,2]", "0.weight[5,0,4,1]"]) {
    const why = log.why(place);
    const sumOfTerms = why.terms.reduce((total, term) => total + term.contribution, 0);
    expect(why.terms.length).toBeGreaterThan(100);
    expect(Math.abs(sumOfTerms - why.gradient)).toBeLessThan(1e-12);
    expect(Math.abs(why.finiteDifference.value - why.gradient)).toBeLessThan(1e-6);
    expect(why.gradient).not.toBe(0);
  }
});

test("LeNet's convolutions, biases and dense layers get textbook symbols", () => {
  const log = lenetLog();
  const symbol = (name: string): string => log.symbols.of(log.node(name).tensor);
  expect(["0.weight", "3.weight", "7.bias", "1.tanh", "10.tanh"].map(symbol)).toEqual([
    "W^{[1]}",
    "W^{[2]}",
    "b^{[3]}",
    "a^{[1]}",
    "a^{[4]}",
  ]);
  expect(log.toText({ node: "0.weight" })).toContain("[6, 1, 5, 5]");
});

test("a weight that is shared over time has a term for each step, and each step's terms sum over the examples", () => {
  const w = parameter("w", [
    [0.3, -0.2],
    [0.5, 0.1],
  ]);
  const u = parameter("u", [[0.7, -0.4]]);
  let h: Tensor = tanhOp(matMul(input("x0", [3, 1]), u));
  for (let time = 1; time < 4; time += 1) h = tanhOp(matMul(h, w));
  const log = explain(sum(h), { x0: [[0.2], [-1], [0.5]] });
  const { reason, terms, value } = log.gradient("w");
  expect(reason).toBe("fanOut");
  expect(terms).toHaveLength(3);
  for (let place = 0; place < 4; place += 1) {
    expect(terms.reduce((total, term) => total + (term.value.values[place] ?? Number.NaN), 0)).toBeCloseTo(
      value.values[place] ?? Number.NaN,
      12,
    );
  }
  const why = log.why("w[0,1]");
  expect(why.paths?.reduce((total, path) => total + path.contribution, 0)).toBeCloseTo(why.gradient, 12);
  expect(why.finiteDifference.value).toBeCloseTo(why.gradient, 8);
});
