import { add, crossEntropy, matMul, mul, scan, sigmoid, split, tanh, zeros } from "@chainrule/core";
import { affine } from "./affine.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

const timeSteps = 50;
const inputSize = 64;
const hiddenSize = 128;

/**
 * A long short-term memory of 128 cells over 50 vectors of 64, then a linear layer. Weights as
 * `torch.nn.LSTM` has them: gates in the order input, forget, cell, output.
 * Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et al., 2000.
 */
export function lstm(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const x = values.numbers("x", [timeSteps, batch, inputSize]);
  const y = values.classes("y", [batch], 10);
  const fromInput = values.weight("wi", [4 * hiddenSize, inputSize]);
  const fromHidden = values.weight("wh", [4 * hiddenSize, hiddenSize]);
  const bias = add(values.vector("bi", 4 * hiddenSize), values.vector("bh", 4 * hiddenSize));
  const ahead = add(matMul(x, fromInput, { transposeB: true }), bias);
  const start = zeros([batch, hiddenSize]);
  const { carry } = scan(
    ([before = start, cellBefore = start], [given = start]) => {
      const fromBefore = split(matMul(before, fromHidden, { transposeB: true }), 4, -1);
      const gates = split(given, 4, -1).map((gate, k) => add(gate, fromBefore[k] ?? gate));
      const [into = given, forget = given, fresh = given, out = given] = gates;
      const cell = add(mul(sigmoid(forget), cellBefore), mul(sigmoid(into), tanh(fresh)));
      return { carry: [mul(sigmoid(out), tanh(cell)), cell] };
    },
    [start, start],
    [ahead],
  );
  const [hidden = start] = carry;
  const cost = crossEntropy(affine(values, "o", hidden, hiddenSize, 10), y);
  return gradientDescent({ name, model: { family: "lstm" }, batch, values, cost, optimizer: { sgd: 0.1 } });
}
