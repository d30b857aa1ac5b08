import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { plain } from "../../src/initializers/scaled.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { embedding } from "../../src/layers/embedding.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { mergeFromConfig } from "../../src/layers/merging.ts";
import { layerNorm } from "../../src/layers/normalization.ts";
import { poolOverTime } from "../../src/layers/poolOverTime.ts";
import { learnedPositions, sinusoidalPositions } from "../../src/layers/positions.ts";
import { layerFromConfig, layerToConfig } from "../../src/layers/registry.ts";
import { tiedLinear } from "../../src/layers/tiedLinear.ts";
import { transformerDecoder } from "../../src/layers/transformerDecoder.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { toConfig } from "../../src/spec/registry.ts";
import { goOnOneByOne, wholeAtOnce } from "./incrementalRuns.ts";

function languageModel(options: { readonly dropout?: number } = {}): Model {
  return sequential({ input: [8], inputType: "i32", seed: 1 }, [
    embedding({ size: 5, width: 8, initializer: plain({ scale: 0.3 }) }),
    transformerEncoder({ heads: 2, hidden: 16, causal: true, rotary: true, ...options }),
    layerNorm(),
    tiedLinear({ bias: false }),
  ]);
}

/** Rounds of 0 1 2 3 4, each begun elsewhere: what comes next is certain. */
function rounds(): ReturnType<typeof dataset> {
  const starts = [0, 1, 2, 3, 4];
  const from = (start: number): number[] => Array.from({ length: 8 }, (_, t) => (start + t) % 5);
  return dataset({
    inputs: starts.map(from),
    inputType: "i32",
    targets: starts.map((start) => from(start + 1)),
    targetKind: "class",
    classCount: 5,
  });
}

async function train(model: Model, threads: number): Promise<readonly number[]> {
  const { epochs } = await model.fit(rounds(), {
    threads,
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.02 }),
    epochs: 60,
    batchSize: 5,
  });
  return epochs.map(({ loss }) => loss);
}

describe("a transformer", () => {
  it("learns what comes next", async () => {
    const model = languageModel();
    const losses = await train(model, 1);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.05);
  });

  it("ends in the same bits on any number of threads, with dropout too", async () => {
    const weights = async (threads: number): Promise<unknown> => {
      const model = languageModel({ dropout: 0.2 });
      await train(model, threads);
      return [...model.weights()].map(([key, { data }]) => [key, [...data]]);
    };
    expect(await weights(2)).toEqual(await weights(1));
  });

  it.each<[string, readonly Layer[]]>([
    ["one block", [transformerEncoder({ heads: 2, causal: true })]],
    [
      "two blocks with rotary positions and gates",
      [
        transformerEncoder({
          heads: 2,
          hidden: 6,
          causal: true,
          rotary: true,
          gated: true,
          norm: "rmsNorm",
          dropout: 0.3,
        }),
        transformerEncoder({ heads: 1, causal: true, relative: 4, bias: false }),
        layerNorm(),
        linear(3),
      ],
    ],
  ])("goes on by one position as the whole sequence does: %s", async (_what, layers) => {
    const whole = await wholeAtOnce([6, 4], layers);
    const steps = await goOnOneByOne([6, 4], layers);
    expect(steps).toHaveLength(whole.length);
    steps.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 5);
    });
  });

  it("does not look back at padding when it goes on by one position", async () => {
    const layers = [
      embedding({ size: 4, width: 4, padding: 0 }),
      learnedPositions({ initializer: plain({ scale: 1 }) }),
      conv1d({ filters: 4, kernel: 2, padding: "causal" }),
      transformerEncoder({ heads: 2, causal: true }),
    ];
    const whole = await wholeAtOnce([9], layers);
    const steps = await goOnOneByOne([9], layers);
    expect(steps).toHaveLength(whole.length);
    steps.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 5);
    });
  });

  it("refuses to go on by one position where it looks ahead, naming the part", async () => {
    await expect(goOnOneByOne([6, 4], [transformerEncoder(2)])).rejects.toThrow(
      /multiHeadAttention: it must look back alone.*model\.layers\[0\]\.self_attn/s,
    );
  });

  it("refuses heads that do not divide the width, and inputs that are no sequence", () => {
    expect(() => sequential({ input: [6, 10] }, [transformerEncoder(4)])).toThrow(
      /heads must be a divisor of the width, 10; got 4 \(model\.layers\[0\]\.self_attn\)/,
    );
    expect(() => sequential({ input: [10] }, [transformerEncoder(2)])).toThrow(
      /transformerEncoder: each example must be a sequence of shape \[positions, features\]; got \[10\]/,
    );
  });

  it("is written in configurations", () => {
    const options = {
      heads: 2,
      hidden: 8,
      activation: "gelu",
      norm: "rmsNorm",
      causal: true,
      relative: 3,
      dropout: 0.1,
    };
    expect(layerToConfig(layerFromConfig({ transformerEncoder: options }))).toEqual({ transformerEncoder: options });
    expect(toConfig(mergeFromConfig({ transformerDecoder: options }))).toEqual({ transformerDecoder: options });
    expect(() => layerFromConfig({ transformerEncoder: { heads: 2, norm: "batchNorm" } })).toThrow(
      /norm must be one of layerNorm, rmsNorm/,
    );
  });
});

describe("an encoder and a decoder", () => {
  const build = (): Model => {
    const letters = symbol("letters", [4], "i32");
    const sounds = symbol("sounds", [3], "i32");
    const memory = through(
      letters,
      embedding({ size: 6, width: 4, padding: 0 }),
      sinusoidalPositions(),
      transformerEncoder(2),
    );
    const begun = through(sounds, embedding({ size: 5, width: 4, padding: 0 }), sinusoidalPositions());
    const looked = merge(transformerDecoder(2), [begun, memory]);
    return functional({ inputs: [letters, sounds], outputs: { y: through(looked, layerNorm(), linear(5)) }, seed: 4 });
  };
  const tokens = (inputs: number[]): ReturnType<typeof dataset> =>
    dataset({ inputs: [inputs], inputType: "i32", targets: [[0]] });

  it("pass over padding of the encoder's input, look back alone, and keep their form when saved", async () => {
    const model = build();
    const { architecture, weights } = model.save();
    const loaded = loadModel(JSON.parse(JSON.stringify(architecture)), weights);
    const run = async (from: Model, letters: number[], sounds: number[]): Promise<number[]> => [
      ...(await from.predict({ letters: tokens(letters), sounds: tokens(sounds) })).data,
    ];
    const one = await run(model, [1, 2, 0, 0], [1, 2, 3]);
    expect(await run(loaded, [1, 2, 0, 0], [1, 2, 3])).toEqual(one);
    expect((await run(model, [1, 2, 0, 0], [1, 2, 4])).slice(0, 10)).toEqual(one.slice(0, 10));
    expect(await run(model, [1, 2, 3, 0], [1, 2, 3])).not.toEqual(one);
    // Other values at hidden positions change nothing.
    const other = build();
    other.setWeights(model.weights());
    const table = new Map(model.weights());
    const key = [...table.keys()].find((name) => table.get(name)?.shape.join() === "6,4") ?? "";
    const values = Float32Array.from(table.get(key)?.data ?? []);
    values.set([9, -9, 9, -9]);
    table.set(key, { shape: [6, 4], dtype: "f32", data: values });
    other.setWeights(table);
    (await run(other, [1, 2, 0, 0], [1, 2, 3])).forEach((value, i) => {
      expect(value).toBeCloseTo(one[i] ?? Number.NaN, 6);
    });
  });

  it("need two sequences", () => {
    const a = symbol("a", [3, 4]);
    const b = symbol("b", [4]);
    expect(() => functional({ inputs: [a, b], outputs: { y: merge(transformerDecoder(2), [a, b]) } })).toThrow(
      /transformerDecoder: each example must be a sequence.*got \[4\]/,
    );
    expect(() =>
      functional({ inputs: [a], outputs: { y: through(merge(transformerDecoder(2), [a, a]), poolOverTime("last")) } }),
    ).not.toThrow();
  });
});
