import { mul, sigmoid, square, sub, sum } from "@chainrule/core";
import { affine } from "./affine.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

/** XOR with a hidden layer of three sigmoid neurons: cost 1/(2m) Σ (ŷ − y)², learning rate 1. */
export function xor(): Workload {
  const values = new WorkloadValues("xor");
  const x = values.given("x", [4, 2], [0, 0, 0, 1, 1, 0, 1, 1]);
  const y = values.given("y", [4, 1], [0, 1, 1, 0]);
  const hidden = sigmoid(affine(values, "1", x, 2, 3));
  const output = sigmoid(affine(values, "2", hidden, 3, 1));
  const cost = mul(sum(square(sub(output, y))), 1 / 8);
  return gradientDescent({ name: "xor", model: { family: "xor" }, batch: 4, values, cost, optimizer: { sgd: 1 } });
}
