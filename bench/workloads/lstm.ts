import { add, crossEntropy, matMul, mul, reshape, sigmoid, slice, type Tensor, tanh } from "@chainrule/core";
import { affine } from "./affine.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

const timeSteps = 50;
const inputSize = 64;
const hiddenSize = 128;

/**
 * A long short-term memory of 128 cells over 50 vectors of 64, then a linear layer; composed from ops. Weights as
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
  let hidden: Tensor | undefined;
  let cell: Tensor | undefined;
  for (let time = 0; time < timeSteps; time += 1) {
    const now = reshape(slice(x, { starts: [time], ends: [time + 1] }), [batch, inputSize]);
    const ahead: Tensor = add(matMul(now, fromInput, { transposeB: true }), bias);
    const gates: Tensor = hidden === undefined ? ahead : add(ahead, matMul(hidden, fromHidden, { transposeB: true }));
    const gate = (k: number): Tensor =>
      slice(gates, { starts: [0, k * hiddenSize], ends: [batch, (k + 1) * hiddenSize] });
    const written: Tensor = mul(sigmoid(gate(0)), tanh(gate(2)));
    cell = cell === undefined ? written : add(mul(sigmoid(gate(1)), cell), written);
    hidden = mul(sigmoid(gate(3)), tanh(cell));
  }
  if (hidden === undefined) throw new RangeError("an LSTM runs over one vector or more");
  const cost = crossEntropy(affine(values, "o", hidden, hiddenSize, 10), y);
  return gradientDescent({ name, model: { family: "lstm" }, batch, values, cost, optimizer: { sgd: 0.1 } });
}
