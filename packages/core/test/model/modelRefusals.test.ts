import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { linear } from "../../src/layers/linear.ts";
import { binaryCrossEntropy } from "../../src/losses/binaryCrossEntropy.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { hinge } from "../../src/losses/distances.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { bytesOf, clusters } from "./clusters.ts";

describe("a model refuses", () => {
  it("more weights than memory can address, before making any", () => {
    const build = (): unknown => sequential({ input: [2], seed: 1 }, [linear(1_000_000_000)]);
    expect(build).toThrow(
      "0.weight: a model may have at most 1,073,741,824 weights (4 GiB) in all; got [1000000000, 2]",
    );
  });

  const model = (): Model => sequential({ input: [2], seed: 1 }, [linear(3)]);
  const options: FitOptions = { engine: "reference", loss: crossEntropy(), optimizer: sgd({ learningRate: 0.1 }) };

  it("inputs of another shape", async () => {
    const data = dataset({
      inputs: [
        [1, 2, 3],
        [1, 2, 3],
      ],
      targets: [0, 1],
    });
    await expect(model().fit(data, options)).rejects.toThrow(/input shape \[2\]; got \[3\]/);
  });

  it("more classes than it has outputs", async () => {
    const data = dataset({
      inputs: [
        [1, 2],
        [1, 3],
      ],
      targets: [0, 5],
    });
    await expect(model().fit(data, options)).rejects.toThrow(ChainruleError);
  });

  it.each([
    [binaryCrossEntropy(), [[0], [2]], "binaryCrossEntropy: targets must lie between 0 and 1; got targets[1] = 2"],
    [binaryCrossEntropy(), [[-1], [1]], "binaryCrossEntropy: targets must lie between 0 and 1; got targets[0] = -1"],
    [hinge(), [[1], [0]], "hinge: targets must be -1 or 1; got targets[1] = 0"],
  ])("targets that a loss of two classes cannot take", async (loss, targets, message) => {
    const one = sequential({ input: [2], seed: 1 }, [linear(1)]);
    const inputs = [
      [1, 2],
      [1, 3],
    ];
    await expect(one.fit(dataset({ inputs, targets }), { ...options, loss })).rejects.toThrow(message);
  });

  it("examples of one class only", async () => {
    const data = dataset({
      inputs: [
        [1, 2],
        [1, 3],
      ],
      targets: [1, 1],
    });
    await expect(model().fit(data, options)).rejects.toThrow(ChainruleError);
  });

  it("a second training at the same time", async () => {
    const busy = model();
    const data = clusters(30);
    const first = busy.fit(data, options);
    await expect(busy.fit(data, options)).rejects.toThrow(/training already/);
    await first;
  });

  it("another engine while it trains", async () => {
    const busy = model();
    const data = clusters(30);
    const onStart = (): Promise<void> => busy.predict(data, { engine: "wasm", threads: 1 }).then(() => undefined);
    await expect(busy.fit(data, { ...options, callbacks: [{ onStart }] })).rejects.toThrow(/another engine/);
    await expect(busy.predict(data, { engine: "wasm", threads: 1 })).resolves.toMatchObject({ shape: [30, 3] });
  });

  it("weights with a missing, unexpected or misshapen key, and keeps its own", () => {
    const own = model();
    const before = bytesOf(own);
    const weight = { shape: [3, 2], data: new Float32Array(6) };
    const bias = { shape: [3], data: new Float32Array(3) };
    expect(() => own.setWeights(new Map([["0.weight", weight]]))).toThrow(/"0.bias" must be there/);
    expect(() =>
      own.setWeights(
        new Map([
          ["0.weight", weight],
          ["0.bais", bias],
        ]),
      ),
    ).toThrow(/did you mean "0.bias"/);
    expect(() =>
      own.setWeights(
        new Map([
          ["0.weight", bias],
          ["0.bias", bias],
        ]),
      ),
    ).toThrow(/shape must be \[3, 2\]; got \[3\]/);
    expect(bytesOf(own)).toEqual(before);
  });
});
