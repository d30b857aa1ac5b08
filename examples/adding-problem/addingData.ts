// Two marked numbers among many: what they add up to is asked at the end.
import { type Dataset, dataset, random } from "@chainrule/core";

/** What a sequence holds at each position: a number in [0, 1), and 1 where it counts. */
const features = 2;

/**
 * Sequences of uniform numbers, two of them marked, one in each half; the target is the sum of those two.
 *
 * Always predicting 1 errs by the variance of the sum of two uniform numbers: 1/6.
 *
 * Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997, experiment 4; with markers 0 and
 * 1 as in Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015.
 */
export function addingData(options: {
  readonly examples: number;
  readonly steps: number;
  readonly seed: number;
}): Dataset {
  const { examples, steps, seed } = options;
  const generator = random({ seed, stream: "adding" });
  const inputs = new Float32Array(examples * steps * features);
  const targets = new Float32Array(examples);
  const half = Math.floor(steps / 2);
  for (let row = 0; row < examples; row += 1) {
    const start = row * steps * features;
    for (let t = 0; t < steps; t += 1) inputs[start + t * features] = generator.uniform();
    for (const place of [generator.integer(0, half), generator.integer(half, steps)]) {
      inputs[start + place * features + 1] = 1;
      targets[row] = (targets[row] ?? 0) + (inputs[start + place * features] ?? 0);
    }
  }
  return dataset({ inputs, inputShape: [steps, features], targets, targetShape: [1] });
}
