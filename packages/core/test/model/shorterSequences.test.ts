import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { multiHeadAttention } from "../../src/layers/multiHeadAttention.ts";
import { poolOverTime } from "../../src/layers/poolOverTime.ts";
import { learnedPositions, sinusoidalPositions } from "../../src/layers/positions.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { residual } from "../../src/layers/registry.ts";
import { tiedLinear } from "../../src/layers/tiedLinear.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { perplexity } from "../../src/metrics/languageModel.ts";
import { Batches } from "../../src/model/batches.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { decodeTrainingState, encodeTrainingState, type TrainingState } from "../../src/model/trainingState.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { random } from "../../src/random/generator.ts";
import { bucketByLength } from "../../src/text/bucketByLength.ts";
import { padSequences } from "../../src/text/padSequences.ts";
import { bytesOf } from "./clusters.ts";

// Sequences of 1 to 8 tokens (1 to 4); 0 fills up. A position's class is its token in turn, an example's is its last token.
const generator = random({ seed: 5 });
const sequences = Array.from({ length: 41 }, () =>
  Array.from({ length: 1 + Math.floor(generator.uniform() * 8) }, () => 1 + Math.floor(generator.uniform() * 4)),
);
const turned = sequences.map((sequence) => sequence.map((token) => token % 4));

function tagged(indices: ArrayLike<number>, length: number): Dataset {
  const pick = (lists: readonly (readonly number[])[], padding: number): Int32Array =>
    padSequences(
      Array.from(indices, (index) => lists[index] ?? []),
      { length, padding },
    ).values;
  const shape = [length];
  return dataset({
    inputs: pick(sequences, 0),
    inputShape: shape,
    targets: pick(turned, -1),
    targetShape: shape,
    classCount: 4,
  });
}

function told(indices: ArrayLike<number>, length: number): Dataset {
  const own = Array.from(indices, (index) => sequences[index] ?? []);
  const { values, shape } = padSequences(own, { length, padding: 0 });
  return dataset({
    inputs: values,
    inputShape: shape,
    targets: own.map((list) => (list.at(-1) ?? 0) - 1),
    classCount: 4,
  });
}

const buckets = bucketByLength(sequences, 3);
const all = [...sequences.keys()];
const table = (): Layer => embedding({ size: 5, width: 8, padding: 0 });
const model = (...layers: readonly Layer[]): Model =>
  sequential({ input: [8], inputType: "i32", seed: 2 }, [table(), ...layers]);

describe("shorter sequences", () => {
  it.each<readonly [string, () => Model]>([
    ["attention", () => model(residual({ body: [multiHeadAttention({ heads: 2, rotary: true })] }), linear(4))],
    [
      "attention that looks back alone, with biases by distance",
      () => model(multiHeadAttention({ heads: 2, causal: true, relative: 3 }), linear(4)),
    ],
    ["sinusoidal positions", () => model(sinusoidalPositions(), linear(4))],
    ["learned positions", () => model(learnedPositions(), linear(4))],
    ["a transformer", () => model(learnedPositions(), transformerEncoder({ heads: 2 }), linear(4))],
    ["a tied table", () => model(tiedLinear())],
    ["a recurrent layer in both directions", () => model(gru({ units: 3, bidirectional: true }), linear(4))],
  ])("have the outputs that they have when they are filled up: %s", async (_, make) => {
    const own = make();
    const indices = all.filter((index) => (sequences[index]?.length ?? 9) <= 5);
    const long = await own.predict(tagged(indices, 8));
    const short = await own.predict(tagged(indices, 5));
    const [, , outputs = 1] = long.shape;
    expect(short.shape).toEqual([indices.length, 5, outputs]);
    indices.forEach((index, row) => {
      const count = (sequences[index]?.length ?? 0) * outputs;
      const shorter = Array.from(short.data.subarray(row * 5 * outputs, row * 5 * outputs + count));
      shorter.forEach((value, i) => {
        expect(value).toBeCloseTo(long.data[row * 8 * outputs + i] ?? Number.NaN, 5);
      });
    });
  });

  it.each(["mean", "last"] as const)("are pooled over time as when they are filled up: %s", async (pooling) => {
    const own = model(lstm(6), poolOverTime(pooling), linear(4));
    const indices = all.filter((index) => (sequences[index]?.length ?? 9) <= 4);
    const long = await own.predict(told(indices, 8));
    const short = await own.predict(told(indices, 4));
    expect(short.shape).toEqual(long.shape);
    short.data.forEach((value, i) => {
      expect(value).toBeCloseTo(long.data[i] ?? Number.NaN, 5);
    });
  });

  it("are refused by layers that need the whole length, and longer ones by all", async () => {
    const data = told(all, 8);
    await expect(model(flatten(), linear(4)).predict(data.slice(0, 2))).resolves.toBeDefined();
    const short = dataset({ inputs: [[1, 2]], inputType: "i32", targets: [0] });
    await expect(model(flatten(), linear(4)).predict(short)).rejects.toThrow(
      "input: each example must have the model's input shape [8]; got [2]",
    );
    await expect(model(linear(4)).predict([[1, 2, 3, 4, 1, 2, 3, 4, 1]])).rejects.toThrow("input shape [8]; got [9]");
    const features = sequential({ input: [3] }, [linear(2)]);
    await expect(features.predict([[1, 2]])).rejects.toThrow("input shape [3]; got [2]");
  });
});

for (const engine of ["reference", "wasm"] as const) {
  describe(`parts of different lengths on the ${engine} engine`, () => {
    const parts = buckets.map(({ indices, length }) => tagged(indices, length));
    const network = (): Model => model(multiHeadAttention({ heads: 2 }), linear(4));
    const options: FitOptions = {
      engine,
      threads: 1,
      loss: crossEntropy(),
      optimizer: adam({ learningRate: 0.03 }),
      metrics: [accuracy(), perplexity()],
      epochs: 5,
      batchSize: 6,
      seed: 4,
    };

    it("are learned from together, and measured as if they were filled up", async () => {
      const own = network();
      const { epochs } = await own.fit(parts, { ...options, epochs: 12, validation: parts });
      expect(epochs.at(-1)?.metrics["accuracy"]).toBeGreaterThan(0.95);
      const divided = await own.evaluate(parts, { metrics: [accuracy(), perplexity()] });
      const whole = await own.evaluate(tagged(all, 8), { metrics: [accuracy(), perplexity()], batchSize: 7 });
      expect(divided.loss).toBeCloseTo(whole.loss, 5);
      expect(divided.metrics["accuracy"]).toBeCloseTo(Number(whole.metrics["accuracy"]), 12);
      expect(divided.metrics["perplexity"]).toBeCloseTo(Number(whole.metrics["perplexity"]), 5);
      expect(epochs.at(-1)?.validation?.loss).toBeCloseTo(divided.loss, 6);
    });

    it("end in the same bits when training is stopped in an epoch and goes on", async () => {
      const straight = network();
      await straight.fit(parts, options);
      const stopped = network();
      let state: TrainingState | undefined;
      await stopped.fit(parts, {
        ...options,
        callbacks: [
          {
            onBatch: ({ epoch, batch }, context) => {
              if (epoch !== 3 || batch !== 4) return;
              state = decodeTrainingState(encodeTrainingState(context.trainingState()));
              context.stop("killed");
            },
          },
        ],
      });
      if (state === undefined) throw new TypeError("training was stopped");
      const resumed = network();
      const { epochs } = await resumed.fit(parts, { ...options, resume: state });
      expect(epochs.length).toBe(5);
      expect(bytesOf(resumed)).toEqual(bytesOf(straight));
    });

    it("take weights of samples part after part", async () => {
      const own = network();
      const only = Float32Array.from(all, (place) => (place < (parts[0]?.length ?? 0) ? 1 : 0));
      const first = parts[0];
      if (first === undefined) throw new TypeError("there are parts");
      const before = await own.evaluate(first, { loss: crossEntropy(), engine });
      await own.fit(parts, { ...options, shuffle: false, sampleWeights: only, epochs: 10 });
      const after = await own.evaluate(first, { loss: crossEntropy() });
      expect(after.loss).toBeLessThan(before.loss);
      await expect(own.fit(parts, { ...options, sampleWeights: [1] })).rejects.toThrow("a list of 41 numbers");
    });

    it("are watched for health", async () => {
      const { health } = await network().fit(parts, { ...options, health: true });
      expect(health?.layers.length).toBe(3);
    });
  });
}

describe("parts of different lengths", () => {
  const options: FitOptions = { engine: "reference", loss: crossEntropy(), optimizer: adam() };

  it("may each be of one class, all together not", async () => {
    const of = (target: number, length: number): Dataset =>
      dataset({ inputs: [new Array<number>(length).fill(1)], inputType: "i32", targets: [target], classCount: 4 });
    const own = model(poolOverTime("mean"), linear(4));
    await expect(own.fit([of(1, 3), of(2, 4)], options)).resolves.toBeDefined();
    await expect(own.fit([of(1, 3), of(1, 4)], options)).rejects.toThrow("at least two classes; got only 1");
  });

  it("are refused where there are none, where others resume, and where a layer is stateful", async () => {
    const own = model(linear(4));
    await expect(own.fit([], options)).rejects.toThrow("data: must hold at least one example");
    const parts = buckets.map(({ indices, length }) => tagged(indices, length));
    const { state } = await own.fit(parts, options);
    await expect(own.fit(parts.slice(1), { ...options, epochs: 2, resume: state })).rejects.toThrow("examples: ");
    const stateful = model(gru({ units: 3, stateful: true }), linear(4));
    await expect(stateful.fit(parts, options)).rejects.toThrow(
      "data must be of one length where a layer is stateful; got 3 parts",
    );
  });

  it("make batches of one part each, in an order of their own each epoch", () => {
    const batches = new Batches([7, 3, 4], 3, 1);
    expect(batches.perEpoch).toBe(6);
    expect(batches.sizes).toEqual([
      { part: 0, size: 3 },
      { part: 0, size: 1 },
      { part: 1, size: 3 },
      { part: 2, size: 3 },
      { part: 2, size: 1 },
    ]);
    const epochs = [0, 1].map((epoch) => Array.from({ length: 6 }, (_, batch) => batches.at(epoch, batch)));
    for (const epoch of epochs) {
      const of = (wanted: number): number[] =>
        epoch.flatMap(({ part, indices }) => (part === wanted ? Array.from(indices) : []));
      expect([0, 1, 2].map((part) => of(part).sort((a, b) => a - b))).toEqual([
        [0, 1, 2, 3, 4, 5, 6],
        [0, 1, 2],
        [0, 1, 2, 3],
      ]);
    }
    const order = (epoch: number): string =>
      JSON.stringify(epochs[epoch]?.map(({ part, indices }) => [part, ...indices]));
    expect(order(0)).not.toBe(order(1));
    expect(new Batches([7, 3, 4], 3, 1).at(1, 2)).toEqual(epochs[1]?.[2]);
    const plain = new Batches([2, 2], 3, undefined);
    expect([plain.at(5, 0), plain.at(5, 1)]).toEqual([
      { part: 0, indices: Int32Array.of(0, 1) },
      { part: 1, indices: Int32Array.of(0, 1) },
    ]);
  });
});
