import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { relu, sigmoid, tanh } from "../../src/layers/activations.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { linear } from "../../src/layers/linear.ts";
import { batchNorm } from "../../src/layers/normalization.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { hinge, meanSquaredError, squaredErrorCost } from "../../src/losses/distances.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { mae } from "../../src/metrics/errors.ts";
import { checkpoint, earlyStopping } from "../../src/model/callbacks.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import type { Model } from "../../src/model/model.ts";
import { NonFiniteLossError } from "../../src/model/nonFiniteLossError.ts";
import { sequential } from "../../src/model/sequential.ts";
import { decodeTrainingState, encodeTrainingState, type TrainingState } from "../../src/model/trainingState.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { exponentialDecay } from "../../src/schedules/decays.ts";
import { bytesOf, clusters } from "./clusters.ts";

const engines = ["reference", "wasm"] as const;

for (const engine of engines) {
  describe(`a model on the ${engine} engine`, () => {
    const classifier = (): Model => sequential({ input: [2], seed: 3 }, [linear(8), tanh(), linear(3)]);
    const options: FitOptions = {
      engine,
      threads: 1,
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 0.3, momentum: 0.9 }),
      metrics: [accuracy()],
      epochs: 8,
      batchSize: 16,
    };

    it("counts what is read right with targets of -1 and 1 as with classes 0 and 1", async () => {
      const inputs = [[-2], [-1], [1], [2]];
      const separable = sequential({ input: [1], seed: 1 }, [linear(1)]);
      const hinged = { ...options, loss: hinge(), epochs: 30 };
      await separable.fit(dataset({ inputs, targets: [0, 0, 1, 1] }), hinged);
      for (const targets of [
        [0, 0, 1, 1],
        [[-1], [-1], [1], [1]],
      ]) {
        const { metrics } = await separable.evaluate(dataset({ inputs, targets }), hinged);
        expect(metrics["accuracy"]).toBe(1);
      }
    });

    it("learns to tell three clusters apart and evaluates new points", async () => {
      const model = classifier();
      const history = await model.fit(clusters(90), options);
      expect(history.stopReason).toBe("finished");
      expect(history.epochs.map((record) => record.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(history.epochs[7]?.loss).toBeLessThan(history.epochs[0]?.loss ?? 0);
      expect(history.planBytes).toBeGreaterThan(0);
      const { loss, metrics } = await model.evaluate(clusters(61, 2), { metrics: [accuracy()], batchSize: 16 });
      expect(metrics["accuracy"]).toBeGreaterThan(0.93);
      expect(loss).toBeLessThan(0.3);
    });

    it("solves XOR with a hidden layer of three sigmoid neurons", async () => {
      const xor = dataset({
        inputs: [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        targets: [[0], [1], [1], [0]],
      });
      const model = sequential({ input: [2], seed: 4 }, [linear(3), sigmoid(), linear(1), sigmoid()]);
      const fitted = await model.fit(xor, {
        engine,
        threads: 1,
        loss: squaredErrorCost(),
        optimizer: sgd({ learningRate: 1 }),
        epochs: 5000,
        batchSize: 4,
        shuffle: false,
      });
      expect(fitted.epochs[4999]?.loss).toBeLessThan(0.005);
      const { data, shape } = await model.predict([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]);
      expect(shape).toEqual([4, 1]);
      expect(Array.from(data, (value) => (value > 0.5 ? 1 : 0))).toEqual([0, 1, 1, 0]);
    });

    it("reports the mean of the loss over examples when the last batch is smaller", async () => {
      const data = dataset({ inputs: [[1], [2], [3], [4], [5]], targets: [[2], [1], [4], [3], [9]] });
      const still = (batchSize: number): Promise<number | undefined> =>
        sequential({ input: [1], seed: 1 }, [linear(1)])
          .fit(data, { engine, threads: 1, loss: meanSquaredError(), optimizer: sgd({ learningRate: 0 }), batchSize })
          .then((history) => history.epochs[0]?.loss);
      expect(await still(2)).toBeCloseTo((await still(5)) ?? 0, 5);
    });

    it("gives the same bits for the same seed, and others for another", async () => {
      const train = async (seed: number): Promise<Uint8Array> => {
        const model = classifier();
        await model.fit(clusters(50), { ...options, epochs: 2, seed });
        return bytesOf(model);
      };
      expect(await train(1)).toEqual(await train(1));
      expect(await train(1)).not.toEqual(await train(2));
    });

    it("goes on to the same bits after it was stopped in the middle of an epoch and loaded again", async () => {
      const build = (): Model =>
        sequential({ input: [2], seed: 3 }, [linear(8), batchNorm(), relu(), dropout(0.3), linear(3)]);
      const own: FitOptions = {
        ...options,
        optimizer: adam({ learningRate: exponentialDecay({ rate: 0.02, factor: 0.99 }) }),
        epochs: 4,
        validation: 0.2,
      };
      const data = clusters(70);
      const whole = build();
      const wholeHistory = await whole.fit(data, { ...own, callbacks: [earlyStopping({ patience: 50 })] });

      const controller = new AbortController();
      const first = build();
      const stopped = await first.fit(data, {
        ...own,
        callbacks: [
          earlyStopping({ patience: 50 }),
          { onBatch: ({ step }) => (step === 6 ? controller.abort() : undefined) },
        ],
        signal: controller.signal,
      });
      expect(stopped.stopReason).toBe("signal");
      expect(stopped.epochs).toHaveLength(1);

      const second = build();
      const resume = decodeTrainingState(encodeTrainingState(stopped.state));
      const rest = await second.fit(data, { ...own, callbacks: [earlyStopping({ patience: 50 })], resume });
      expect(bytesOf(second)).toEqual(bytesOf(whole));
      const figures = (history: typeof rest): unknown =>
        history.epochs.map(({ loss, metrics, validation }) => ({ loss, metrics, validation }));
      expect(figures(rest)).toEqual(figures(wholeHistory));
    });

    it("refuses a training state of another optimizer", async () => {
      const { state } = await classifier().fit(clusters(30), { ...options, epochs: 1 });
      const other = classifier().fit(clusters(30), { ...options, optimizer: adam(), resume: state });
      await expect(other).rejects.toThrow(/optimizer/);
    });

    it("hands a checkpoint over after each second epoch", async () => {
      const epochs: number[] = [];
      const states: TrainingState[] = [];
      await classifier().fit(clusters(30), {
        ...options,
        epochs: 5,
        callbacks: [
          checkpoint(
            (state, epoch) => {
              epochs.push(epoch);
              states.push(state);
            },
            { every: 2 },
          ),
        ],
      });
      expect(epochs).toEqual([2, 4, 5]);
      expect(states[0]?.progress["epoch"]).toBe(2);
    });

    it("stops early and puts the best weights back", async () => {
      const noise = dataset({
        inputs: Array.from({ length: 24 }, (_, i) => [Math.sin(i * 7), Math.cos(i * 3)]),
        targets: Array.from({ length: 24 }, (_, i) => (i * 5) % 3),
      });
      const model = classifier();
      const validation = clusters(30, 9);
      const history = await model.fit(noise, {
        ...options,
        optimizer: sgd({ learningRate: 1 }),
        epochs: 200,
        validation,
        callbacks: [earlyStopping({ patience: 3 })],
      });
      expect(history.stopReason).toBe("earlyStopping");
      const losses = history.epochs.map((record) => record.validation?.loss ?? 0);
      const best = Math.min(...losses);
      expect(losses.indexOf(best)).toBe(losses.length - 4);
      expect((await model.evaluate(validation)).loss).toBeCloseTo(best, 6);
    });

    it("names the op, layer, place and step where a number stopped being finite", async () => {
      const data = dataset({ inputs: [[1], [2]], targets: [[1], [2]] });
      const model = sequential({ input: [1], seed: 1 }, [
        linear({ units: 1, weights: [[1e30]] }),
        linear({ units: 1, weights: [[1e30]] }),
      ]);
      const before = bytesOf(model);
      const failed = model.fit(data, {
        engine: "wasm",
        threads: 1,
        loss: meanSquaredError(),
        optimizer: sgd({ learningRate: 0.1 }),
        batchSize: 2,
        shuffle: false,
      });
      const error: unknown = await failed.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NonFiniteLossError);
      if (!(error instanceof NonFiniteLossError)) return;
      expect(error.report).toMatchObject({
        op: "matMul",
        path: "model.layers[1]",
        index: [0, 0],
        value: Infinity,
        epoch: 1,
        step: 0,
      });
      expect(error.message).toContain("model.layers[1]");
      expect(error.toText("zh")).toContain("matMul");
      expect(bytesOf(model)).toEqual(before);
    });

    it("traces a learning rate that is too large to the update that overflowed", async () => {
      const data = dataset({ inputs: [[3], [2]], targets: [[1], [2]] });
      const model = sequential({ input: [1], seed: 1 }, [linear(1)]);
      const failed = model.fit(data, {
        engine,
        threads: 1,
        loss: meanSquaredError(),
        optimizer: sgd({ learningRate: 1e6 }),
        epochs: 1000,
        batchSize: 1,
      });
      const error: unknown = await failed.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NonFiniteLossError);
      if (!(error instanceof NonFiniteLossError)) return;
      expect(
        error.report?.operands.every((operand) => Number.isFinite(operand.min) && Number.isFinite(operand.max)),
      ).toBe(true);
      for (const { data: values } of model.weights().values()) expect(values.every(Number.isFinite)).toBe(true);
    });

    it("saves and loads to the same outputs", async () => {
      const model = classifier();
      await model.fit(clusters(30), { ...options, epochs: 1 });
      const { architecture, weights } = model.save();
      const loaded = loadModel(JSON.parse(JSON.stringify(architecture)), weights);
      const points = clusters(7, 5);
      expect(await loaded.predict(points, { engine: "wasm", threads: 1 })).toEqual(
        await model.predict(points, { engine: "wasm", threads: 1 }),
      );
    });

    it("predicts any number of examples in batches", async () => {
      const model = classifier();
      const points = clusters(23, 5);
      const whole = await model.predict(points, { engine, threads: 1 });
      const parts = await model.predict(points, { engine, threads: 1, batchSize: 5 });
      expect(parts.shape).toEqual([23, 3]);
      parts.data.forEach((value, i) => {
        expect(value).toBeCloseTo(whole.data[i] ?? 0, 5);
      });
    });

    it("answers several questions at once, and with the weights of a later training", async () => {
      const model = classifier();
      const points = clusters(9, 5);
      const ask = (): ReturnType<Model["predict"]> => model.predict(points, { engine, threads: 1 });
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(second).toEqual(first);
      await model.fit(clusters(30), { ...options, epochs: 1 });
      expect(await ask()).not.toEqual(first);
      const trained = loadModel(model.save().architecture, bytesOf(model));
      const again = await trained.predict(points, { engine, threads: 1 });
      const now = await ask();
      again.data.forEach((value, i) => {
        expect(value).toBeCloseTo(now.data[i] ?? 0, 5);
      });
    });

    it("measures regression with value targets of one number", async () => {
      const data = dataset({ inputs: [[0], [1], [2], [3]], targets: [1, 3, 5, 7], targetKind: "value" });
      const model = sequential({ input: [1], seed: 1 }, [linear(1)]);
      await model.fit(data, {
        engine,
        threads: 1,
        loss: meanSquaredError(),
        optimizer: adam({ learningRate: 0.1 }),
        epochs: 300,
        batchSize: 4,
      });
      const { metrics } = await model.evaluate(data, { metrics: [mae()] });
      expect(metrics["mae"]).toBeLessThan(0.05);
    });

    it("lets timers run while it trains", async () => {
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
      }, 5);
      await classifier().fit(clusters(90), {
        ...options,
        epochs: 10_000,
        batchSize: 2,
        callbacks: [{ onBatch: (_record, context) => (ticks >= 2 ? context.stop("enough") : undefined) }],
      });
      clearInterval(timer);
      expect(ticks).toBe(2);
    });
  });
}

describe("a model on several threads", () => {
  it("comes out with the same bits as on one", async () => {
    const train = async (threads: number): Promise<Uint8Array> => {
      const model = sequential({ input: [2], seed: 3 }, [linear(64), batchNorm(), relu(), dropout(0.2), linear(3)]);
      await model.fit(clusters(300), {
        engine: "wasm",
        threads,
        loss: crossEntropy(),
        optimizer: adam({ learningRate: 0.01 }),
        epochs: 2,
        batchSize: 128,
      });
      return bytesOf(model);
    };
    const one = await train(1);
    expect(await train(2)).toEqual(one);
    expect(await train(3)).toEqual(one);
  });
});
