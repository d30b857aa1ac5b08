import { add, conv2d, crossEntropy, mean, relu, type Tensor } from "@chainrule/core";
import { affine } from "./affine.ts";
import { batchNormalized } from "./batchNormalized.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Update, Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

/**
 * A residual network for 32 × 32 colour images: 20 layers in three stages of 16, 32 and 64 filters, 0.28 million parameters.
 * Source: He et al., "Deep residual learning for image recognition", 2015, section 4.2.
 */
export function resnet(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const updates: Update[] = [];
  const convolution = (
    suffix: string,
    x: Tensor,
    filters: number,
    channels: number,
    size: number,
    stride: number,
  ): Tensor => {
    const w = values.weight(`w${suffix}`, [filters, channels, size, size], 6);
    const z = conv2d(x, w, { stride, padding: (size - 1) / 2 });
    return batchNormalized(values, suffix, z, filters, updates);
  };
  const images = values.numbers("x", [batch, 3, 32, 32]);
  const y = values.classes("y", [batch], 10);
  let x = relu(convolution("0", images, 16, 3, 3, 1));
  let channels = 16;
  for (const filters of [16, 32, 64]) {
    for (let block = 0; block < 3; block += 1) {
      const suffix = `${filters}_${block}`;
      const stride = filters > channels ? 2 : 1;
      const inner = relu(convolution(`${suffix}a`, x, filters, channels, 3, stride));
      const outer = convolution(`${suffix}b`, inner, filters, filters, 3, 1);
      const shortcut = stride === 1 ? x : convolution(`${suffix}c`, x, filters, channels, 1, stride);
      x = relu(add(outer, shortcut));
      channels = filters;
    }
  }
  const cost = crossEntropy(affine(values, "9", mean(x, { axes: [2, 3] }), 64, 10), y);
  return gradientDescent({ name, model: { family: "resnet" }, batch, values, cost, optimizer: { sgd: 0.01 }, updates });
}
