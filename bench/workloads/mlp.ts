import { crossEntropy, relu } from "@chainrule/core";
import { affine } from "./affine.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { OptimizerDescription, Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

/** Fully connected layers with relu between them, cross-entropy over the last. */
export function mlp(name: string, batch: number, sizes: readonly number[], optimizer: OptimizerDescription): Workload {
  const values = new WorkloadValues(name);
  const [inputs = 1] = sizes;
  const classes = sizes[sizes.length - 1] ?? 1;
  let x = values.numbers("x", [batch, inputs]);
  const y = values.classes("y", [batch], classes);
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const z = affine(values, String(layer), x, sizes[layer - 1] ?? 1, sizes[layer] ?? 1);
    x = layer < sizes.length - 1 ? relu(z) : z;
  }
  return gradientDescent({ name, model: { family: "mlp", sizes }, batch, values, cost: crossEntropy(x, y), optimizer });
}
