import { averagePool2d, crossEntropy, reshape, type Tensor, tanh } from "@chainrule/core";
import { affine } from "./affine.ts";
import { convolved } from "./convolved.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

function logitsOf(values: WorkloadValues, x: Tensor, batch: number): Tensor {
  const first = averagePool2d(tanh(convolved(values, "1", x, [6, 1, 5, 5], { padding: 2 })), { size: 2 });
  const second = averagePool2d(tanh(convolved(values, "2", first, [16, 6, 5, 5], {})), { size: 2 });
  const hidden = tanh(affine(values, "3", reshape(second, [batch, 400]), 400, 120));
  return affine(values, "5", tanh(affine(values, "4", hidden, 120, 84)), 84, 10);
}

/** LeNet-5 with tanh and average pooling, trained by gradient descent. */
export function lenet(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const x = values.numbers("x", [batch, 1, 28, 28]);
  const y = values.classes("y", [batch], 10);
  const cost = crossEntropy(logitsOf(values, x, batch), y);
  return gradientDescent({ name, model: { family: "lenet5" }, batch, values, cost, optimizer: { sgd: 0.05 } });
}

/** Logits of LeNet-5. */
export function lenetPrediction(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const logits = logitsOf(values, values.numbers("x", [batch, 1, 28, 28]), batch);
  const { weights, parameters, inputs } = values;
  return {
    name,
    model: { family: "lenet5" },
    optimizer: undefined,
    batch,
    step: { outputs: { logits }, updates: [] },
    output: "logits",
    weights,
    parameters,
    inputs,
  };
}
