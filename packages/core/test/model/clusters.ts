import type { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import type { Model } from "../../src/model/model.ts";
import { random } from "../../src/random/generator.ts";

/** Points around three centres. */
export function clusters(count: number, seed = 1): Dataset {
  const generator = random({ seed });
  const centres = [
    [2, 0],
    [-1, 2],
    [-1, -2],
  ];
  const targets = Array.from({ length: count }, (_, i) => i % 3);
  const inputs = targets.map((target) => (centres[target] ?? []).map((centre) => centre + 0.6 * generator.normal()));
  return dataset({ inputs, targets });
}

/** A model's weights as they are saved. */
export function bytesOf(model: Model): Uint8Array {
  return model.save().weights;
}
