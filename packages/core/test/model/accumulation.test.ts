import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { tanh } from "../../src/layers/activations.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { linear } from "../../src/layers/linear.ts";
import { batchNorm } from "../../src/layers/normalization.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import type { Model } from "../../src/model/model.ts";
import { NonFiniteLossError } from "../../src/model/nonFiniteLossError.ts";
import { sequential } from "../../src/model/sequential.ts";
import { decodeTrainingState, encodeTrainingState } from "../../src/model/trainingState.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { clipByGlobalNorm } from "../../src/optimizers/clipping.ts";
import { chain } from "../../src/optimizers/registry.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { cosineDecay } from "../../src/schedules/decays.ts";
import { bytesOf, clusters } from "./clusters.ts";

// 34 examples: nine batches of 4, the last of 2, so that groups of three have 12, 12 and 10 examples.
const data = clusters(34);
const common = {
  loss: crossEntropy(),
  optimizer: chain(clipByGlobalNorm(0.5), adam({ learningRate: cosineDecay({ rate: 0.1, duration: 9 }) })),
  epochs: 3,
  threads: 1,
} satisfies Partial<FitOptions>;

function classifier(): Model {
  return sequential({ input: [2], seed: 3 }, [linear(8), tanh(), linear(3)]);
}

function numbersOf(model: Model): readonly number[] {
  return [...model.weights().values()].flatMap(({ data: values }) => [...values]);
}

function expectClose(found: Model, expected: Model, digits: number): void {
  const numbers = numbersOf(expected);
  numbersOf(found).forEach((value, i) => {
    expect(value, `weight ${i}`).toBeCloseTo(numbers[i] ?? Number.NaN, digits);
  });
}

describe.each(["reference", "wasm"] as const)("gathering gradients (%s)", (engine) => {
  const digits = engine === "reference" ? 12 : 5;

  it("makes the updates of batches as many times as large, the smaller last group included", async () => {
    const whole = classifier();
    const parts = classifier();
    const expected = await whole.fit(data, { ...common, engine, batchSize: 12 });
    const found = await parts.fit(data, { ...common, engine, batchSize: 4, accumulate: 3 });
    expectClose(parts, whole, digits);
    expect(found.epochs.map((epoch) => epoch.loss.toFixed(digits))).toEqual(
      expected.epochs.map((epoch) => epoch.loss.toFixed(digits)),
    );
    expect(found.epochs.map((epoch) => epoch.learningRate)).toEqual(expected.epochs.map((epoch) => epoch.learningRate));
  });

  it("weighs batches by what their loss is the mean over: weights of classes and of examples", async () => {
    const own = {
      ...common,
      engine,
      loss: crossEntropy({ classWeights: [1, 5, 0.2] }),
      sampleWeights: Float32Array.from({ length: 34 }, (_, i) => 1 + (i % 5)),
    };
    const whole = classifier();
    const parts = classifier();
    await whole.fit(data, { ...own, batchSize: 12 });
    await parts.fit(data, { ...own, batchSize: 4, accumulate: 3 });
    expectClose(parts, whole, digits);
  });
});

describe("gathering gradients", () => {
  it("over one batch is what it was without: the same bits", async () => {
    const plain = classifier();
    const one = classifier();
    await plain.fit(data, { ...common, batchSize: 4 });
    await one.fit(data, { ...common, batchSize: 4, accumulate: 1 });
    expect(bytesOf(one)).toEqual(bytesOf(plain));
  });

  it("goes on to the same bits after it was stopped between two updates", async () => {
    const build = (): Model =>
      sequential({ input: [2], seed: 3 }, [linear(8), batchNorm(), tanh(), dropout(0.3), linear(3)]);
    const own = { ...common, batchSize: 4, accumulate: 4 };
    const whole = build();
    await whole.fit(data, own);
    const first = build();
    const controller = new AbortController();
    let batches = 0;
    const stopped = await first.fit(data, {
      ...own,
      signal: controller.signal,
      callbacks: [
        {
          onBatch: () => {
            batches += 1;
            if (batches === 15) controller.abort();
          },
        },
      ],
    });
    expect(stopped.stopReason).toBe("signal");
    const second = build();
    const resume = decodeTrainingState(encodeTrainingState(stopped.state));
    await second.fit(data, { ...own, resume });
    expect(bytesOf(second)).toEqual(bytesOf(whole));
    await expect(build().fit(data, { ...own, accumulate: 2, resume })).rejects.toThrow(/accumulate: 4/);
  });

  it("draws anew for each batch in layers that draw", async () => {
    // One weight, loss = mean of (w·x·mask/keep)²: equal masks in both batches would give equal losses.
    const ones = dataset({ inputs: new Float32Array(512).fill(1), inputShape: [256], targets: [[0], [0]] });
    const model = sequential({ input: [256], seed: 1 }, [dropout(0.5), linear({ units: 1, weights: [new Array(256).fill(0.1)] })]); // biome-ignore format: one line
    const losses: number[] = [];
    await model.fit(ones, {
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: 0 }),
      batchSize: 1,
      accumulate: 2,
      callbacks: [{ onBatch: ({ loss }) => void losses.push(loss) }],
    });
    expect(losses[0]).not.toBe(losses[1]);
  });

  it("counts updates as steps", async () => {
    const steps: number[] = [];
    const callbacks = [{ onBatch: ({ step }: { step: number }) => void steps.push(step) }];
    await classifier().fit(data, { ...common, epochs: 1, batchSize: 4, accumulate: 4, callbacks });
    expect(steps).toEqual([0, 0, 0, 1, 1, 1, 1, 2, 3]);
  });

  it("traces an update that overflowed, and leaves the weights before it", async () => {
    const model = sequential({ input: [1], seed: 1 }, [linear({ units: 1, weights: [[1]] })]);
    const far = dataset({ inputs: [[1e10], [1e10], [1e10], [1e10]], targets: [[0], [0], [0], [0]] });
    const failed = model.fit(far, {
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: 1e30 }),
      batchSize: 1,
      accumulate: 2,
    });
    const error = await failed.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteLossError);
    if (!(error instanceof NonFiniteLossError)) return;
    expect(error.report?.path).toBe("optimizer");
    expect(error.report?.parameter).toBe("0.weight");
    expect(error.report?.step).toBe(0);
    expect(numbersOf(model)).toEqual([1, 0]);
  });

  it("needs no more memory for its intermediate values than one of its batches", async () => {
    const small = await classifier().fit(data, { ...common, epochs: 1, batchSize: 4 });
    const gathered = await classifier().fit(data, { ...common, epochs: 1, batchSize: 4, accumulate: 8 });
    const large = await classifier().fit(data, { ...common, epochs: 1, batchSize: 32 });
    expect(gathered.planBytes).toBeLessThan(1.5 * small.planBytes);
    expect(gathered.planBytes).toBeLessThan(large.planBytes);
  });

  it("refuses a number of batches that is none", async () => {
    await expect(classifier().fit(data, { ...common, accumulate: 0 })).rejects.toThrow(
      "fit: accumulate must be a whole number at least 1; got 0",
    );
  });
});
