import { crossEntropy, maxPool2d, relu, reshape } from "@chainrule/core";
import { affine } from "./affine.ts";
import { batchNormalized } from "./batchNormalized.ts";
import { convolved } from "./convolved.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Update, Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

/** Two 3 × 3 convolutions of 32 and 64 filters, each with batch normalization, relu and max pooling. */
export function cnn(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const updates: Update[] = [];
  let x = values.numbers("x", [batch, 1, 28, 28]);
  const y = values.classes("y", [batch], 10);
  for (const [suffix, filters, channels] of [
    ["1", 32, 1],
    ["2", 64, 32],
  ] as const) {
    const z = convolved(values, suffix, x, [filters, channels, 3, 3], { padding: 1 });
    x = maxPool2d(relu(batchNormalized(values, suffix, z, filters, updates)), { size: 2 });
  }
  const cost = crossEntropy(affine(values, "3", reshape(x, [batch, 3136]), 3136, 10), y);
  return gradientDescent({ name, model: { family: "cnn" }, batch, values, cost, optimizer: { sgd: 0.01 }, updates });
}
