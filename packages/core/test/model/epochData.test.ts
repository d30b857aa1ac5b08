import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { linear } from "../../src/layers/linear.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import type { Model } from "../../src/model/model.ts";
import { NonFiniteLossError } from "../../src/model/nonFiniteLossError.ts";
import { sequential } from "../../src/model/sequential.ts";
import type { TrainingState } from "../../src/model/trainingState.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { characterTokenizer } from "../../src/text/characterTokenizer.ts";
import { languageModelData } from "../../src/text/languageModelData.ts";
import { languageModelStream } from "../../src/text/languageModelStream.ts";
import { bytesOf, clusters } from "./clusters.ts";

const classifier = (): Model => sequential({ input: [2], seed: 3 }, [linear(3)]);
const options: FitOptions = {
  engine: "reference",
  loss: crossEntropy(),
  optimizer: adam({ learningRate: 0.1 }),
  epochs: 4,
  batchSize: 8,
};

describe("data of each epoch", () => {
  it("are asked for once an epoch, and are the same as data that stay when they do", async () => {
    const asked: number[] = [];
    const stays = clusters(30);
    const own = classifier();
    await own.fit(async (epoch) => {
      asked.push(epoch);
      return await Promise.resolve(stays);
    }, options);
    expect(asked).toEqual([0, 1, 2, 3]);
    const other = classifier();
    await other.fit(stays, options);
    expect(bytesOf(own)).toEqual(bytesOf(other));
  });

  it("go on in the same bits after a stop within an epoch", async () => {
    const data = (epoch: number): Dataset => clusters(30, epoch + 1);
    const straight = classifier();
    await straight.fit(data, options);
    let state: TrainingState | undefined;
    await classifier().fit(data, {
      ...options,
      callbacks: [
        {
          onBatch: ({ epoch, batch }, context) => {
            if (epoch !== 3 || batch !== 2) return;
            state = context.trainingState();
            context.stop("killed");
          },
        },
      ],
    });
    if (state === undefined) throw new TypeError("training was stopped");
    const asked: number[] = [];
    const resumed = classifier();
    await resumed.fit(
      (epoch) => {
        asked.push(epoch);
        return data(epoch);
      },
      { ...options, resume: state },
    );
    expect(asked).toEqual([2, 3]);
    expect(bytesOf(resumed)).toEqual(bytesOf(straight));
  });

  it("must be as many in each epoch, and of the same shapes", async () => {
    await expect(classifier().fit((epoch) => clusters(30 - epoch), options)).rejects.toThrow(
      "data of epoch 2: must have as many examples, of the same shapes, as those of the first epoch: 30; got 29",
    );
    await expect(classifier().fit(() => clusters(30), { ...options, validation: 0.5 })).rejects.toThrow(
      "a share between 0 and 1 of a single data set",
    );
    const bad = dataset({ inputs: [[1, 2, 3]], targets: [0] });
    await expect(classifier().fit(() => bad, options)).rejects.toThrow("input shape [2]; got [3]");
  });

  it("are asked for again where a non-finite number is traced to an earlier epoch", async () => {
    const asked: number[] = [];
    // The last example of epoch 2 breaks the weights, the first of epoch 3 shows it.
    const data = (epoch: number): Dataset => {
      asked.push(epoch);
      const last = epoch === 1 ? [-1e36, 0] : [0, 0];
      return dataset({ inputs: [[epoch === 2 ? 1 : 0, 0], last], targets: [0, 1] });
    };
    const breaking: FitOptions = { ...options, engine: "wasm", threads: 1, optimizer: sgd({ learningRate: 1e3 }) };
    const failed = classifier().fit(data, { ...breaking, batchSize: 1, shuffle: false });
    const error: unknown = await failed.then(() => undefined).catch((reason: unknown) => reason);
    if (!(error instanceof NonFiniteLossError)) throw new TypeError("training must stop");
    expect(error.report).toMatchObject({ epoch: 2, step: 3 });
    expect(asked).toEqual([0, 1, 2, 0, 1]);
  });
});

for (const engine of ["reference", "wasm"] as const) {
  describe(`a text read piece by piece on the ${engine} engine`, () => {
    const text = "the cat sat on the mat. ".repeat(40);
    const letters = characterTokenizer(text);
    const model = (): Model =>
      sequential({ input: [6], inputType: "i32", seed: 1 }, [
        embedding({ size: letters.size, width: 12 }),
        linear(letters.size),
      ]);
    const learning: FitOptions = { ...options, engine, threads: 1, metrics: [accuracy()], epochs: 12, batchSize: 10 };
    const pieces = function* (): Generator<Uint8Array> {
      const bytes = new TextEncoder().encode(text);
      for (let start = 0; start < bytes.length; start += 37) yield bytes.subarray(start, start + 37);
    };

    it("is learned from, a part an epoch", async () => {
      const own = model();
      await own.fit(languageModelStream(pieces, letters, { context: 6, windows: 50 }), learning);
      const data = languageModelData(letters.encode(text), { context: 6, size: letters.size });
      const { loss } = await own.evaluate(data);
      expect(loss).toBeLessThan(1.1);
    });

    it("goes on in the same bits after a stop within a part", async () => {
      const parts = (): ReturnType<typeof languageModelStream> =>
        languageModelStream(pieces, letters, { context: 6, windows: 50 });
      const straight = model();
      await straight.fit(parts(), learning);
      const stop = {
        onBatch: ({ epoch, batch }: { readonly epoch: number; readonly batch: number }): void => {
          if (epoch === 7 && batch === 2) controller.abort();
        },
      };
      const controller = new AbortController();
      const history = await model().fit(parts(), { ...learning, callbacks: [stop], signal: controller.signal });
      expect(history.stopReason).toBe("signal");
      const resumed = model();
      await resumed.fit(parts(), { ...learning, resume: history.state });
      expect(bytesOf(resumed)).toEqual(bytesOf(straight));
    });
  });
}
