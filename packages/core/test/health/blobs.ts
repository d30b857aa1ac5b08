import { Dataset } from "../../src/data/dataset.ts";
import { random } from "../../src/random/generator.ts";

interface BlobsOptions {
  readonly examples: number;
  readonly features: number;
  readonly classes: number;
  readonly seed: number;
  /** Distance of the classes' centres from 0 in standard deviations (default 2). */
  readonly distance?: number;
  /** What all inputs are multiplied by (default 1). */
  readonly scale?: number;
}

/** Examples of normal clouds, one for each class; those of every class are equally many. */
export function blobs({ examples, features, classes, seed, distance = 2, scale = 1 }: BlobsOptions): Dataset {
  const centre = random({ seed, stream: "centres" });
  const noise = random({ seed, stream: "noise" });
  const centres = Float64Array.from({ length: classes * features }, () => centre.normal());
  const values = Float32Array.from({ length: examples * features }, (_, i) => {
    const label = Math.floor(i / features) % classes;
    return scale * (noise.normal() + distance * (centres[label * features + (i % features)] ?? 0));
  });
  const labels = Int32Array.from({ length: examples }, (_, i) => i % classes);
  return new Dataset({ values }, [features], { kind: "class", values: labels, classCount: classes });
}

/** The same inputs with the labels in another order. */
export function shuffled(data: Dataset, seed: number): Dataset {
  const { targets } = data;
  if (targets.kind !== "class") throw new TypeError("labels are classes");
  const order = random({ seed, stream: "labels" }).permutation(data.length);
  const values = Int32Array.from(order, (index) => targets.values[index] ?? 0);
  return new Dataset(data.inputs, data.inputShape, { ...targets, values });
}
