import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { linear } from "../../src/layers/linear.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { decodeTrainingState, encodeTrainingState, type TrainingState } from "../../src/model/trainingState.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { random } from "../../src/random/generator.ts";
import { bytesOf } from "./clusters.ts";

const [rows, steps, parts] = [3, 4, 5];
const generator = random({ seed: 9 });
/** Three long sequences; the target is the running mean, which needs what came long before. */
const long = Array.from({ length: rows }, () =>
  Array.from({ length: steps * parts }, () => Math.round(generator.normal() * 64) / 64),
);
const means = long.map((row) =>
  row.map((_, t) => row.slice(0, t + 1).reduce((sum, value) => sum + value, 0) / (t + 1)),
);

/** Example k · rows + r is part k of sequence r, so that row r of each batch goes on where it stopped. */
function cut(count: number): ReturnType<typeof dataset> {
  const part = (of: readonly (readonly number[])[]): number[][][] =>
    Array.from({ length: count }, (_, index) => {
      const start = Math.floor(index / rows) * steps;
      return (of[index % rows] ?? []).slice(start, start + steps).map((value) => [value]);
    });
  return dataset({ inputs: part(long), targets: part(means) });
}
const whole = dataset({
  inputs: long.map((row) => row.map((value) => [value])),
  targets: means.map((row) => row.map((value) => [value])),
});

const still = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0 }), threads: 1 } satisfies FitOptions;
const moving = {
  loss: meanSquaredError(),
  optimizer: adam({ learningRate: 0.02 }),
  batchSize: rows,
  epochs: 3,
  threads: 1,
} satisfies FitOptions;

function model(isStateful: boolean, length: number = steps): Model {
  return sequential({ input: [length, 1], seed: 2 }, [
    lstm({ units: 4, layers: 2, stateful: isStateful }),
    gru({ units: 3, stateful: isStateful }),
    linear(1),
  ]);
}

describe.each(["reference", "wasm"] as const)("stateful layers (%s)", (engine) => {
  const digits = engine === "reference" ? 12 : 6;

  it("go on, row by row, where the batch before stopped", async () => {
    const options = { ...still, engine };
    const uncut = await model(false, steps * parts).fit(whole, { ...options, batchSize: rows });
    const inParts = await model(true).fit(cut(rows * parts), { ...options, batchSize: rows, epochs: 2 });
    const forgetful = await model(false).fit(cut(rows * parts), { ...options, batchSize: rows });
    const loss = uncut.epochs[0]?.loss ?? Number.NaN;
    expect(inParts.epochs[0]?.loss).toBeCloseTo(loss, digits);
    // An epoch begins with zeros again.
    expect(inParts.epochs[1]?.loss).toBe(inParts.epochs[0]?.loss);
    expect(Math.abs((forgetful.epochs[0]?.loss ?? 0) - loss)).toBeGreaterThan(1e-4);
  });

  it("begin with zeros where they are not trained", async () => {
    const data = cut(rows * parts);
    const own = model(true);
    const before = await own.evaluate(data, { ...still, engine });
    await own.fit(data, { ...still, engine, batchSize: rows });
    expect(await own.evaluate(data, { ...still, engine })).toEqual(before);
    expect(before.loss).toBeCloseTo((await model(false).evaluate(data, { ...still, engine })).loss, digits);
  });

  it("let a smaller last batch use the first rows", async () => {
    const count = rows * 2 + 1;
    const { epochs } = await model(true).fit(cut(count), { ...still, engine, batchSize: rows });
    const { epochs: first } = await model(true).fit(cut(rows * 2), { ...still, engine, batchSize: rows });
    const { epochs: alone } = await model(true).fit(
      dataset({ inputs: [0, 1, 2].map((k) => rowPart(long, k)), targets: [0, 1, 2].map((k) => rowPart(means, k)) }),
      { ...still, engine, batchSize: 1 },
    );
    const { epochs: twice } = await model(true).fit(
      dataset({ inputs: [0, 1].map((k) => rowPart(long, k)), targets: [0, 1].map((k) => rowPart(means, k)) }),
      { ...still, engine, batchSize: 1 },
    );
    const sum = (found: typeof epochs, examples: number): number => (found[0]?.loss ?? Number.NaN) * examples;
    // What the last batch adds is what row 0 adds where it is alone.
    expect(sum(epochs, count) - sum(first, rows * 2)).toBeCloseTo(sum(alone, 3) - sum(twice, 2), digits - 1);
  });

  it("end in the same bits after a stop in the middle of an epoch", async () => {
    const data = cut(rows * parts);
    const straight = model(true);
    await straight.fit(data, { ...moving, engine });
    const stopped = model(true);
    let state: TrainingState | undefined;
    await stopped.fit(data, {
      ...moving,
      engine,
      callbacks: [
        {
          onBatch: ({ epoch, batch }, context) => {
            if (epoch === 2 && batch === 2) {
              state = decodeTrainingState(encodeTrainingState(context.trainingState()));
              context.stop("enough");
            }
          },
        },
      ],
    });
    if (state === undefined) throw new TypeError("the training must have come to its second epoch");
    expect([...state.tensors.keys()]).toContain("carried/0.c_l1");
    const resumed = model(true);
    await resumed.fit(data, { ...moving, engine, resume: state });
    expect(bytesOf(resumed)).toEqual(bytesOf(straight));
    expect(bytesOf(stopped)).not.toEqual(bytesOf(straight));
  });

  it("learn what needs longer memory than a part", async () => {
    const options = { ...moving, engine, epochs: 60 };
    const kept = await model(true).fit(cut(rows * parts), options);
    expect(kept.epochs.at(-1)?.loss).toBeLessThan(0.5 * (kept.epochs[0]?.loss ?? 0));
  });
});

function rowPart(of: readonly (readonly number[])[], index: number): number[][] {
  return (of[0] ?? []).slice(index * steps, (index + 1) * steps).map((value) => [value]);
}

describe("stateful layers", () => {
  it("keep what they carry out of saved weights", () => {
    const keys = [...model(true).weights().keys()];
    expect(keys).toEqual([...model(false).weights().keys()]);
    expect(keys.filter((key) => /\.[hc]_l/.test(key))).toEqual([]);
  });

  it("refuse another order than that of the data", async () => {
    const data = cut(rows * parts);
    await expect(model(true).fit(data, { ...moving, shuffle: true })).rejects.toThrow(
      /fit: shuffle must be false where a layer is stateful; got true/,
    );
    await expect(model(true).fit(data, { ...moving, validation: 0.2 })).rejects.toThrow(
      /fit: validation must be data of its own where a layer is stateful; got 0.2/,
    );
  });

  it("carry on through batches whose gradients are gathered", async () => {
    const data = cut(rows * parts);
    const { epochs } = await model(true).fit(data, { ...still, batchSize: rows });
    const { epochs: gathered } = await model(true).fit(data, { ...still, batchSize: rows, accumulate: 2 });
    expect(gathered[0]?.loss).toBe(epochs[0]?.loss);
  });
});
