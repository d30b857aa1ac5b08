import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { linear } from "../../src/layers/linear.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { bitsPerCharacter, perplexity } from "../../src/metrics/languageModel.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { random } from "../../src/random/generator.ts";

const length = 6;
const tokens = 5;

/** Sequences of lengths 1 to 6, each position's class the token after it; −1 where they are filled up. */
function padded(count: number): Dataset {
  const generator = random({ seed: 12 });
  const inputs: number[][] = [];
  const targets: number[][] = [];
  for (let example = 0; example < count; example += 1) {
    const real = 1 + (example % length);
    const text = Array.from({ length: length + 1 }, () => generator.integer(0, tokens));
    inputs.push(text.slice(0, length).map((token, i) => (i < real ? token : 0)));
    targets.push(text.slice(1).map((token, i) => (i < real ? token : -1)));
  }
  return dataset({ inputs, inputType: "i32", targets, targetKind: "class", classCount: tokens });
}

function model(): Model {
  return sequential({ input: [length], inputType: "i32", seed: 4 }, [
    embedding({ size: tokens, width: 6 }),
    conv1d({ filters: 6, kernel: 2, padding: "causal" }),
    linear(tokens),
  ]);
}

describe("figures over sequences of different length", () => {
  const data = padded(20);
  const metrics = [accuracy(), perplexity(), bitsPerCharacter()];

  it("are over the positions that count, however they are divided into batches", async () => {
    const { shape, data: logits } = await model().predict(data, { threads: 1 });
    expect(shape).toEqual([20, length, tokens]);
    let loss = 0;
    let right = 0;
    let counted = 0;
    const targets = [...data.targets.values];
    targets.forEach((target, position) => {
      if (target === -1) return;
      const row = [...logits.slice(position * tokens, (position + 1) * tokens)];
      loss += Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - (row[target] ?? 0);
      right += row.indexOf(Math.max(...row)) === target ? 1 : 0;
      counted += 1;
    });
    for (const batchSize of [1, 3, 7, 20]) {
      const found = await model().evaluate(data, { loss: crossEntropy(), metrics, batchSize, threads: 1 });
      expect(found.loss).toBeCloseTo(loss / counted, 5);
      expect(found.metrics["accuracy"]).toBe(right / counted);
      expect(found.metrics["perplexity"]).toBeCloseTo(Math.exp(loss / counted), 4);
      expect(found.metrics["bitsPerCharacter"]).toBeCloseTo(loss / counted / Math.LN2, 5);
    }
  });

  it("of gathered batches weigh each by its positions: the updates are those of one large batch", async () => {
    const options = {
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 0.5 }),
      epochs: 4,
      engine: "reference",
      metrics,
    } as const;
    const [whole, gathered] = [model(), model()];
    const expected = await whole.fit(data, { ...options, batchSize: 12 });
    const found = await gathered.fit(data, { ...options, batchSize: 3, accumulate: 4 });
    const weights = [...whole.weights().values()].flatMap((value) => [...value.data]);
    [...gathered.weights().values()]
      .flatMap((value) => [...value.data])
      .forEach((value, i) => {
        expect(value).toBeCloseTo(weights[i] ?? Number.NaN, 12);
      });
    found.epochs.forEach(({ loss }, epoch) => {
      expect(loss).toBeCloseTo(expected.epochs[epoch]?.loss ?? Number.NaN, 12);
    });
  });

  it("bear a batch where no position counts", async () => {
    const none = dataset({
      inputs: [
        [0, 1, 2, 3, 4, 0],
        [1, 1, 1, 1, 1, 1],
      ],
      inputType: "i32",
      targets: [new Array<number>(6).fill(-1), [1, 1, -1, -1, -1, 2]],
      targetKind: "class",
      classCount: tokens,
    });
    const trained = model();
    const { epochs } = await trained.fit(none, {
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 0.1 }),
      batchSize: 1,
      metrics,
    });
    expect(epochs[0]?.loss).toBeGreaterThan(0);
    expect(epochs[0]?.metrics["perplexity"]).toBeCloseTo(Math.exp(epochs[0]?.loss ?? 0), 4);
    for (const { data: values } of trained.weights().values()) expect(values.every(Number.isFinite)).toBe(true);
  });
});
