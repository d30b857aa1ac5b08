import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { xavierUniform } from "../../src/initializers/scaled.ts";
import { flatten } from "../../src/layers/flatten.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { binaryCrossEntropy } from "../../src/losses/binaryCrossEntropy.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { confusionMatrix } from "../../src/metrics/confusion.ts";
import { perplexity } from "../../src/metrics/languageModel.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import { functional, symbol, through } from "../../src/model/functional.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { gather } from "../../src/ops/gather.ts";
import { adam } from "../../src/optimizers/adam.ts";

/** A row of numbers for each token: with as many columns as tokens, a bigram model. */
function table(tokens: number, columns: number): Layer {
  return {
    kind: "table",
    options: {},
    build: ({ shape }, context) => {
      const weight = context.parameter({ name: "weight", shape: [tokens, columns], initializer: xavierUniform() });
      return {
        output: { shape: [...shape, columns], dtype: "f32" },
        multiplyAdds: 0,
        inputRange: { min: 0, max: tokens - 1 },
        apply: (x) => gather(weight, x),
      };
    },
  };
}

// After 0 comes 1, after 1 comes 2, after 2 comes 0; the second example is shorter.
const inputs = [
  [0, 1, 2, 0],
  [1, 2, 0, 0],
  [2, 0, 1, 2],
];
const targets = [
  [1, 2, 0, 1],
  [2, 0, -1, -1],
  [0, 1, 2, 0],
];
const cycles = dataset({ inputs, inputType: "i32", targets, targetKind: "class" });
const bigram = (): Model => sequential({ input: [4], inputType: "i32", seed: 1 }, [table(3, 3)]);

for (const engine of ["reference", "wasm"] as const) {
  describe(`a model of tokens on the ${engine} engine`, () => {
    const options: FitOptions = {
      engine,
      threads: 1,
      loss: crossEntropy(),
      optimizer: adam({ learningRate: 0.3 }),
      metrics: [accuracy(), perplexity()],
      epochs: 40,
      batchSize: 2,
    };

    it("learns what comes next, leaving out positions that do not count", async () => {
      const model = bigram();
      const { epochs } = await model.fit(cycles, { ...options, validation: cycles });
      const last = epochs.at(-1);
      expect(last?.metrics["accuracy"]).toBe(1);
      expect(last?.validation?.metrics["accuracy"]).toBe(1);
      const { loss, metrics } = await model.evaluate(cycles, {
        metrics: [confusionMatrix(), perplexity()],
        batchSize: 2,
      });
      expect(metrics["confusionMatrix"]).toEqual([
        [4, 0, 0],
        [0, 3, 0],
        [0, 0, 3],
      ]);
      expect(metrics["perplexity"]).toBeCloseTo(Math.exp(loss), 5);
    });

    it("means the loss over positions, however batches divide them", async () => {
      const model = bigram();
      const whole = await model.evaluate(cycles, { loss: crossEntropy(), engine, batchSize: 3 });
      const parts = await model.evaluate(cycles, { loss: crossEntropy(), engine, batchSize: 1 });
      expect(parts.loss).toBeCloseTo(whole.loss, 6);
    });

    it("predicts from nested arrays, an Int32Array and a data set alike", async () => {
      const model = bigram();
      const nested = await model.predict(inputs, { engine });
      expect(nested.shape).toEqual([3, 4, 3]);
      expect(await model.predict(Int32Array.from(inputs.flat()))).toEqual(nested);
      expect(await model.predict(Float32Array.from(inputs.flat()))).toEqual(nested);
      expect(await model.predict(cycles)).toEqual(nested);
    });

    it("takes tokens and numbers side by side, by name", async () => {
      const words = symbol("words", [4], "i32");
      const size = symbol("size", [1]);
      const model = functional({
        inputs: [words, size],
        outputs: { kind: through(words, table(3, 2), flatten(), linear(2)), width: through(size, linear(1)) },
      });
      const kinds = dataset({ inputs, inputType: "i32", targets: [0, 1, 0] });
      const sizes = dataset({ inputs: [[1], [2], [3]], targets: [[0], [1], [1]] });
      const data = { words: kinds, size: sizes, kind: kinds, width: sizes };
      const losses = { kind: crossEntropy(), width: binaryCrossEntropy() };
      const { epochs } = await model.fit(data, { ...options, loss: losses, metrics: { kind: [accuracy()] } });
      expect(epochs.at(-1)?.metrics["kind.accuracy"]).toBe(1);
      const bad = dataset({ inputs: [[3, 0, 0, 0]], inputType: "i32", targets: [0] });
      await expect(model.predictAll({ words: bad, size: sizes.slice(0, 1) })).rejects.toThrow(
        "words, example 0, place 0: must be a whole number from 0 to 2; got 3",
      );
    });
  });
}

describe("a model of tokens", () => {
  it("judges its health by the positions that count", async () => {
    const noise = dataset({
      inputs: Int32Array.from({ length: 400 }, (_, i) => (i * i * 7 + (i >> 2)) % 3),
      inputShape: [4],
      targets: Int32Array.from({ length: 400 }, (_, i) => (i % 4 === 3 ? -1 : i % 2)),
      targetShape: [4],
    });
    const options = { loss: crossEntropy(), optimizer: adam(), epochs: 2, batchSize: 8, health: true, threads: 1 };
    const { health } = await bigram().fit(noise, options);
    // Two of three positions that count are of class 0.
    const entropy = -(2 / 3) * Math.log(2 / 3) - (1 / 3) * Math.log(1 / 3);
    expect(health?.constantCost).toBeCloseTo(entropy, 2);
  });

  const options: FitOptions = { engine: "reference", loss: crossEntropy(), optimizer: adam() };
  const some = { inputs: [[0, 1]], inputType: "i32", targets: [[1, 0]], targetKind: "class" } as const;
  const model = (...layers: readonly Layer[]): Model =>
    sequential({ input: [2], inputType: "i32", seed: 1 }, [table(3, 3), ...layers]);

  it.each([
    [
      "numbers",
      model(),
      dataset({ ...some, inputType: "f32" }),
      /input: the model's input is tokens \(i32\), so .* got f32; make the data set with inputType: "i32"/,
    ],
    [
      "tokens of another length",
      model(),
      dataset({ ...some, inputs: [[0, 1, 2]], targets: [[0, 1, 2]] }),
      /input shape \[2\]; got \[3\]/,
    ],
    [
      "a token that it does not know",
      model(),
      dataset({ ...some, inputs: [[0, 3]] }),
      "input, example 0, place 1: must be a whole number from 0 to 2; got 3",
    ],
    ["a token below 0", model(), dataset({ ...some, inputs: [[0, -1]] }), "got -1"],
    [
      "one class an example where it gives one a position",
      model(),
      dataset({ ...some, targets: [0, 1].slice(0, 1) }),
      /an output for each class of each target, \[1\]; got \[2, 3\]/,
    ],
    [
      "a class a position where it gives one an example",
      model(flatten(), linear(2)),
      dataset(some),
      /each target, \[2, 2\]; got \[2\]/,
    ],
    [
      "more classes than outputs",
      model(),
      dataset({ ...some, classCount: 4 }),
      /an output for each of 4 classes; got 3 outputs/,
    ],
  ])("refuses %s", async (_, refusing, data, message) => {
    await expect(refusing.fit(data, options)).rejects.toThrow(message);
  });

  it("refuses tokens where its input is numbers", async () => {
    const ofNumbers = sequential({ input: [2] }, [linear(2)]);
    await expect(ofNumbers.fit(dataset({ ...some, targets: [1] }), options)).rejects.toThrow(
      /the model's input is numbers \(f32\), so .* got i32; make the data set with inputType: "f32"/,
    );
  });

  it("refuses fractions in prediction, and positions that its loss cannot leave out", async () => {
    await expect(model().predict([[0.5, 1]])).rejects.toThrow("every token must be a whole number");
    const partly = dataset({
      inputs: [
        [0, 1],
        [1, 0],
      ],
      inputType: "i32",
      targets: [
        [1, -1],
        [0, 1],
      ],
      targetKind: "class",
    });
    const loss = crossEntropy({ ignoreIndex: 2 });
    await expect(model().fit(partly, { ...options, loss })).rejects.toThrow("leaves -1 out");
    const tags = model(linear(1));
    await expect(tags.fit(partly, { ...options, loss: binaryCrossEntropy() })).rejects.toThrow("leaves -1 out");
  });
});
