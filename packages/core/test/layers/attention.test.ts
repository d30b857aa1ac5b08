import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { compile } from "../../src/engines/compile.ts";
import { constantValue } from "../../src/initializers/fixed.ts";
import { attentionMaps } from "../../src/layers/attentionMaps.ts";
import { crossAttention } from "../../src/layers/crossAttention.ts";
import { embedding } from "../../src/layers/embedding.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { mergeFromConfig } from "../../src/layers/merging.ts";
import { multiHeadAttention } from "../../src/layers/multiHeadAttention.ts";
import { layerNorm } from "../../src/layers/normalization.ts";
import { poolOverTime } from "../../src/layers/poolOverTime.ts";
import { layerFromConfig, layerToConfig, residual } from "../../src/layers/registry.ts";
import { bucketOf } from "../../src/layers/relativeBias.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import { sequential } from "../../src/model/sequential.ts";
import { attention } from "../../src/ops/attention.ts";
import { constant } from "../../src/ops/constant.ts";
import { input } from "../../src/ops/input.ts";
import { square } from "../../src/ops/square.ts";
import { sum } from "../../src/ops/sum.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { goOnOneByOne, wholeAtOnce } from "./incrementalRuns.ts";

const engines = ["reference", "wasm"] as const;

describe("attention where a mask hides", () => {
  const [q, k, v] = [input("q", [2, 3]), input("k", [3, 3]), input("v", [3, 2])];
  const feeds = {
    q: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    k: [
      [1, 0, 2],
      [0, 1, 1],
      [2, 2, 0],
    ],
    v: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  };

  it.each(engines)("everything: gives 0 and lets no gradient back, never NaN (%s)", async (engine) => {
    const mask = constant([
      [false, false, false],
      [true, true, false],
    ]);
    const y = attention(q, k, v, { mask });
    const { dq, dk, dv } = gradients(sum(square(y)), { dq: q, dk: k, dv: v });
    const { outputs } = (await compile({ y, dq, dk, dv }, { engine, threads: 1 })).run(feeds);
    const numbers = (name: string): number[] => [...(outputs[name]?.data ?? [])];
    expect(numbers("y").slice(0, 2)).toEqual([0, 0]);
    expect(numbers("y").every(Number.isFinite)).toBe(true);
    expect(numbers("dq").slice(0, 3).map(Math.abs)).toEqual([0, 0, 0]);
    expect(numbers("dk").slice(6).map(Math.abs)).toEqual([0, 0, 0]);
    expect(numbers("dv").slice(4).map(Math.abs)).toEqual([0, 0]);
    for (const name of ["dq", "dk", "dv"]) expect(numbers(name).every(Number.isFinite), name).toBe(true);
  });

  it.each(engines)("a position: gives it a weight of exactly 0, whatever its value is (%s)", async (engine) => {
    const mask = constant([[true, true, false]]);
    const program = await compile({ y: attention(q, k, v, { mask }) }, { engine, threads: 1 });
    const before = [...(program.run(feeds).outputs["y"]?.data ?? [])];
    const far = { ...feeds, v: [...feeds.v.slice(0, 2), [1e30, -1e30]], k: [...feeds.k.slice(0, 2), [1e9, 1e9, 1e9]] };
    expect([...(program.run(far).outputs["y"]?.data ?? [])]).toEqual(before);
  });

  it.each(engines)("nothing, with scores beyond what exp can take: stays finite (%s)", async (engine) => {
    const program = await compile({ y: attention(q, k, v, { scale: 1e6 }) }, { engine, threads: 1 });
    expect([...(program.run(feeds).outputs["y"]?.data ?? [])]).toEqual([1, 2, 5, 6]);
  });
});

describe("self-attention", () => {
  it("treats a sequence that padding fills up like the shorter one", async () => {
    const run = async (tokens: number[]): Promise<number[]> => {
      const model = sequential({ input: [tokens.length], inputType: "i32", seed: 3 }, [
        embedding({ size: 5, width: 4, padding: 0 }),
        residual([layerNorm(), multiHeadAttention({ heads: 2, rotary: true })]),
        poolOverTime("mean"),
      ]);
      return [...(await model.predict([tokens])).data];
    };
    const [short, long] = [await run([1, 2, 3]), await run([1, 2, 3, 0, 0, 0, 0, 0])];
    long.forEach((value, i) => {
      expect(value).toBeCloseTo(short[i] ?? Number.NaN, 6);
    });
  });

  it("gives its output bias where every position is padding", async () => {
    const model = sequential({ input: [2], inputType: "i32" }, [
      embedding({ size: 3, width: 2, padding: 0 }),
      multiHeadAttention({ heads: 1, initializer: constantValue(1) }),
    ]);
    expect([...(await model.predict([[0, 0]])).data]).toEqual([0, 0, 0, 0]);
  });

  it("does not look ahead when it is causal", async () => {
    const model = sequential({ input: [4, 4], seed: 2 }, [multiHeadAttention({ heads: 2, causal: true, relative: 2 })]);
    const sequence = (last: number): number[][] => [
      [1, 2, 0, 1],
      [0, 1, 1, 3],
      [2, 0, 1, 1],
      [last, 1, 2, 0],
    ];
    const [one, other] = [await model.predict([sequence(0)]), await model.predict([sequence(9)])];
    expect(one.data.slice(0, 12)).toEqual(other.data.slice(0, 12));
    expect(one.data.slice(12)).not.toEqual(other.data.slice(12));
  });

  it("drops weights while training alone", async () => {
    const model = sequential({ input: [6, 4], seed: 2 }, [
      multiHeadAttention({ heads: 2, dropout: 0.5 }),
      poolOverTime("mean"),
      linear(1),
    ]);
    const inputs = [Array.from({ length: 6 }, (_, t) => [t % 2, t % 3, 1, t / 6])];
    const losses: number[] = [];
    await model.fit(dataset({ inputs, targets: [[0.5]] }), {
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: 0 }),
      epochs: 6,
      callbacks: [{ onEpoch: ({ loss }) => void losses.push(loss) }],
    });
    expect(new Set(losses).size).toBeGreaterThan(3);
    expect((await model.predict(inputs)).data).toEqual((await model.predict(inputs)).data);
  });

  it("shows where it looked", async () => {
    const model = sequential({ input: [3, 4], seed: 2 }, [
      residual([multiHeadAttention({ heads: 2, causal: true })]),
      multiHeadAttention({ heads: 4 }),
    ]);
    const mode = { training: false, step: unused, update: unused };
    const x = input("x", [1, 3, 4]);
    const maps = attentionMaps(model.network.apply([x], mode));
    expect(maps.map(({ path, weights }) => [path, weights.shape])).toEqual([
      ["model.layers[0].body.0", [2, 1, 3, 3]],
      ["model.layers[1]", [4, 1, 3, 3]],
    ]);
    const [first] = maps;
    if (first === undefined) throw new TypeError("there are two maps");
    const feed = [
      [
        [1, 2, 0, 1],
        [0, 1, 1, 3],
        [2, 0, 1, 1],
      ],
    ];
    const weights = [...((await compile({ w: first.weights })).run({ x: feed }).outputs["w"]?.data ?? [])];
    expect(weights.slice(0, 3)).toEqual([1, 0, 0]);
    expect(weights[5]).toBe(0);
    expect((weights[6] ?? 0) + (weights[7] ?? 0) + (weights[8] ?? 0)).toBeCloseTo(1, 6);
  });

  it.each<[string, readonly Layer[]]>([
    ["causal attention", [multiHeadAttention({ heads: 2, causal: true })]],
    ["rotary positions", [multiHeadAttention({ heads: 2, causal: true, rotary: true, bias: false })]],
    ["biases by distance", [multiHeadAttention({ heads: 2, causal: true, relative: 3 }), linear(3)]],
    [
      "two residual layers",
      [
        residual([layerNorm(), multiHeadAttention({ heads: 4, causal: true })]),
        residual([layerNorm(), multiHeadAttention({ heads: 1, causal: true, relative: { buckets: 6, distance: 12 } })]),
      ],
    ],
  ])("goes on by one position as the whole sequence does: %s", async (_what, layers) => {
    const whole = await wholeAtOnce([7, 4], layers);
    for (const capacity of [7, 12]) {
      const steps = await goOnOneByOne([7, 4], layers, capacity);
      expect(steps).toHaveLength(whole.length);
      steps.forEach((value, i) => {
        expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 6);
      });
    }
  });

  it("refuses to go on by one position where it looks ahead", async () => {
    await expect(goOnOneByOne([4, 4], [multiHeadAttention(2)])).rejects.toThrow(/must look back alone/);
  });

  it.each<[string, Layer, RegExp, string]>([
    [
      "heads that do not divide the width",
      multiHeadAttention(3),
      /multiHeadAttention: heads must be a divisor of the width, 10; got 3 \(model\.layers\[0\]\)/,
      "heads 必须是宽度 10 的约数",
    ],
    [
      "rotary positions in heads of odd width",
      multiHeadAttention({ heads: 2, rotary: true }),
      /heads must be such that each head has an even width/,
      "每个头的宽度为偶数",
    ],
  ])("refuses %s", (_what, layer, english, chinese) => {
    let caught: unknown;
    try {
      sequential({ input: [4, 10] }, [layer]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ message: expect.stringMatching(english) });
    expect(Object(caught).toText("zh")).toContain(chinese);
  });

  it.each([
    [() => multiHeadAttention({ heads: 2, rotary: 0.5 }), /rotary must be true, false, or a base above 1; got 0\.5/],
    [() => multiHeadAttention({ heads: 2, relative: 0 }), /relative must be a whole number of at least 1/],
    [() => multiHeadAttention({ heads: 2, relative: { buckets: 8, distance: 4 } }), /at least 4 buckets/],
    [() => layerFromConfig({ multiHeadAttention: { heads: 2, casual: true } }), /"casual".*causal/s],
  ])("refuses options out of their range: %#", (make, message) => {
    expect(make).toThrow(message);
  });

  it("is written in configurations", () => {
    const written = {
      multiHeadAttention: { heads: 2, causal: true, rotary: 50, relative: { buckets: 8, distance: 20 } },
    };
    expect(layerToConfig(layerFromConfig(written))).toEqual(written);
  });
});

describe("buckets of distances", () => {
  it("are T5's", () => {
    // The formula of T5's own code (_relative_position_bucket) in torch 2.15: 32 buckets up to 128.
    const relative = { buckets: 32, distance: 128 };
    const both = [-200, -128, -127, -64, -20, -9, -8, -1, 0, 1, 7, 8, 12, 16, 33, 91, 128, 500];
    expect(both.map((distance) => bucketOf(distance, relative, false))).toEqual([
      15, 15, 15, 14, 10, 8, 8, 1, 0, 17, 23, 24, 25, 26, 28, 31, 31, 31,
    ]);
    const back = [-200, -113, -64, -31, -16, -15, -1, 0, 5];
    expect(back.map((distance) => bucketOf(distance, relative, true))).toEqual([31, 31, 26, 21, 16, 15, 1, 0, 0]);
  });
});

describe("cross-attention", () => {
  const build = (): ReturnType<typeof functional> => {
    const words = symbol("words", [3, 4]);
    const memory = symbol("memory", [5], "i32");
    const looked = merge(crossAttention(2), [words, through(memory, embedding({ size: 6, width: 3, padding: 0 }))]);
    return functional({ inputs: [words, memory], outputs: { y: through(looked, poolOverTime("mean")) }, seed: 4 });
  };
  const words = dataset({
    inputs: [
      [
        [1, 2, 0, 1],
        [0, 1, 1, 3],
        [2, 0, 1, 1],
      ],
    ],
    targets: [[0]],
  });
  const memory = (tokens: number[]): ReturnType<typeof dataset> =>
    dataset({ inputs: [tokens], inputType: "i32", targets: [[0]] });

  it("passes over padding in what it looks at, and keeps its form when saved", async () => {
    const model = build();
    const { architecture, weights } = model.save();
    const loaded = loadModel(JSON.parse(JSON.stringify(architecture)), weights);
    const short = await model.predict({ words, memory: memory([1, 2, 0, 0, 0]) });
    const other = await loaded.predict({ words, memory: memory([0, 0, 1, 2, 0]) });
    short.data.forEach((value, i) => {
      expect(other.data[i]).toBeCloseTo(value, 6);
    });
  });

  it("refuses heads that do not divide the width, and other numbers of inputs", () => {
    const a = symbol("a", [3, 4]);
    const three = (): unknown =>
      functional({ inputs: [a], outputs: { y: merge(mergeFromConfig({ crossAttention: 3 }), [a, a]) } });
    expect(three).toThrow(/crossAttention: heads must be a divisor of the width, 4; got 3/);
    const one = (): unknown => functional({ inputs: [a], outputs: { y: merge(crossAttention(2), [a]) } });
    expect(one).toThrow(/crossAttention: it must have two inputs; got 1/);
  });
});

function unused(): never {
  throw new TypeError("nothing is trained here");
}
