import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import type { NestedValues } from "../../src/data/nestedValues.ts";
import type { NestedNumbers } from "../../src/engines/session.ts";
import { flattenNumbers } from "../../src/initializers/flattenNumbers.ts";
import { gelu, relu, tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { batchNorm, layerNorm } from "../../src/layers/normalization.ts";
import { averagePool2d, maxPool2d } from "../../src/layers/pooling.ts";
import { residual } from "../../src/layers/registry.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { sequential } from "../../src/model/sequential.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

type Values = number | NestedNumbers;

interface Figures {
  readonly source: string;
  readonly before: Readonly<Record<string, Values>>;
  readonly after: Readonly<Record<string, Values>>;
  readonly inputs: readonly NestedValues[];
  readonly targets: readonly number[];
  readonly losses: readonly number[];
  readonly outputs: readonly (readonly number[])[];
}

const figures: Figures = JSON.parse(readFileSync(new URL("../figures/layers.json", import.meta.url), "utf8"));

function flat(values: Values): { shape: readonly number[]; data: Float64Array } {
  if (typeof values === "number") return { shape: [], data: Float64Array.of(values) };
  const found = flattenNumbers(values);
  if (found === undefined) throw new TypeError("ragged figures");
  return found;
}

describe(`a network of every layer with weights, as ${figures.source}`, () => {
  const build = (): ReturnType<typeof sequential> =>
    sequential({ input: [2, 6, 6], seed: 1 }, [
      conv2d({ filters: 4, kernel: 3, padding: 1 }),
      batchNorm(),
      relu(),
      maxPool2d(2),
      residual({
        body: [conv2d({ filters: 6, kernel: 3, padding: 1, groups: 2 }), tanh()],
        shortcut: [conv2d({ filters: 6, kernel: 1, bias: false })],
      }),
      averagePool2d({ size: 2, stride: 1, padding: 1 }),
      flatten(),
      layerNorm(),
      linear(5),
      gelu(),
      linear(3),
    ]);

  it("has the keys and shapes of PyTorch's state dict, in its order", () => {
    const keys = [...build().weights()].map(([key, { shape }]) => [key, shape]);
    expect(keys).toEqual(Object.entries(figures.before).map(([key, values]) => [key, flat(values).shape]));
  });

  for (const [engine, digits] of [
    ["reference", 11],
    ["wasm", 4],
  ] as const) {
    it(`comes out with PyTorch's losses, weights and outputs after three steps on the ${engine} engine`, async () => {
      const model = build();
      await model.summary({ engine, threads: 1 });
      model.setWeights(new Map(Object.entries(figures.before).map(([key, values]) => [key, flat(values)])));
      const data = dataset({ inputs: figures.inputs, targets: [...figures.targets] });
      const history = await model.fit(data, {
        engine,
        threads: 1,
        loss: crossEntropy(),
        optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
        epochs: 3,
        batchSize: 4,
        shuffle: false,
      });
      history.epochs.forEach(({ loss }, i) => {
        expect(loss, `loss ${i}`).toBeCloseTo(figures.losses[i] ?? 0, digits);
      });
      for (const [key, { data: values }] of model.weights()) {
        flat(figures.after[key] ?? []).data.forEach((value, i) => {
          expect(values[i], `${key}[${i}]`).toBeCloseTo(value, digits);
        });
      }
      const { data: outputs } = await model.predict(data);
      figures.outputs.flat().forEach((value, i) => {
        expect(outputs[i], `output ${i}`).toBeCloseTo(value, digits);
      });
    });
  }
});
