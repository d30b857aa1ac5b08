import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { compile } from "../../src/engines/compile.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { constantValue } from "../../src/initializers/fixed.ts";
import { uniformValues } from "../../src/initializers/scaled.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { embedding } from "../../src/layers/embedding.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { finalState } from "../../src/layers/recurrent/finalState.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { gruCell } from "../../src/layers/recurrent/gruCell.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { lstmCell } from "../../src/layers/recurrent/lstmCell.ts";
import { rnn } from "../../src/layers/recurrent/rnn.ts";
import { rnnCell } from "../../src/layers/recurrent/rnnCell.ts";
import { layerFromConfig, layerToConfig } from "../../src/layers/registry.ts";
import { withMask } from "../../src/layers/sequenceMask.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import { WeightGatherer } from "../../src/model/network.ts";
import { sequential } from "../../src/model/sequential.ts";
import { summarize } from "../../src/model/summary.ts";
import { constant } from "../../src/ops/constant.ts";
import { greater } from "../../src/ops/greater.ts";
import { input } from "../../src/ops/input.ts";
import { mul } from "../../src/ops/mul.ts";
import { reshape } from "../../src/ops/reshape.ts";
import { slice } from "../../src/ops/slice.ts";
import { sum } from "../../src/ops/sum.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { random } from "../../src/random/generator.ts";

const inUse = { training: false, step: notTraining, update: notTraining };
function notTraining(): never {
  throw new TypeError("not in training");
}

function normals(count: number, seed = 1): number[] {
  const generator = random({ seed });
  return Array.from({ length: count }, () => generator.normal());
}

async function run(outputs: Readonly<Record<string, Tensor>>, feeds = {}, engine: "reference" | "wasm" = "reference") {
  const { outputs: values } = (await compile(outputs, { engine, threads: 1 })).run(feeds);
  return Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, Array.from(data)]));
}

const sorts: readonly (readonly [string, (options: { units: number; layers?: number }) => Layer])[] = [
  ["rnn", rnn],
  ["lstm", lstm],
  ["gru", gru],
];

function errorOf(act: () => unknown): ChainruleError {
  try {
    act();
  } catch (error) {
    if (error instanceof ChainruleError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("recurrent layers", () => {
  it.each(sorts)("give position by position what they give for the whole sequence: %s", async (_name, sort) => {
    const [batch, steps, features, units] = [2, 5, 3, 4];
    const gatherer = new WeightGatherer(2);
    const built = sort({ units, layers: 2 }).build(
      { shape: [steps, features], dtype: "f32" },
      gatherer.context("model.layers[0]", "0"),
    );
    const x = input("x", [batch, steps, features]);
    const { incremental } = built;
    if (incremental === undefined) throw new TypeError("there must be a way to go on by one position");
    let kept: readonly Tensor[] = incremental.state(batch, steps).map(({ shape }) => constantZeros(shape));
    const outputs: Record<string, Tensor> = { whole: built.apply(x, inUse) };
    for (let t = 0; t < steps; t += 1) {
      const part: Tensor = slice(x, { starts: [0, t], ends: [batch, t + 1] });
      const step = incremental.apply(part, kept, constant(t, "i32"));
      expect(step.y.shape).toEqual([batch, 1, units]);
      outputs[`step ${t}`] = step.y;
      kept = step.kept;
    }
    const values = await run(outputs, { x: Float64Array.from(normals(batch * steps * features)) });
    for (let t = 0; t < steps; t += 1) {
      for (let row = 0; row < batch; row += 1) {
        const start = (row * steps + t) * units;
        const whole = values["whole"]?.slice(start, start + units);
        expect(values[`step ${t}`]?.slice(row * units, (row + 1) * units)).toEqual(whole);
      }
    }
  });

  it.each(sorts)("go past padding, whatever stands there, and give zeros for it: %s", async (_name, sort) => {
    const [steps, units] = [4, 3];
    const values = normals(2 * steps * 2, 3);
    const mask = [
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ];
    const gatherer = new WeightGatherer(2);
    const type = { shape: [steps, 2], dtype: "f32" } as const;
    const built = sort({ units }).build(type, gatherer.context("model.layers[0]", "0"));
    const short = built.apply(input("short", [1, 2, 2]), inUse);
    const y = built.apply(withMask(input("x", [2, steps, 2]), greater(constant(mask), 0)), inUse);
    const derivatives = gradients(sum(mul(y, y)), gatherer.parameters);
    const feeds = { x: Float64Array.from(values), short: Float64Array.from(values.slice(0, 4)) };
    for (const engine of ["reference", "wasm"] as const) {
      const found = await run({ y, short, ...derivatives }, feeds, engine);
      expect(found["y"]?.slice(0, 2 * units)).toEqual(found["short"]);
      // The rest of the first sequence, and the whole of one that is nothing but padding.
      expect(found["y"]?.slice(2 * units)).toEqual(new Array((2 * steps - 2) * units).fill(0));
      for (const [name, numbers] of Object.entries(found)) expect(numbers.every(Number.isFinite), name).toBe(true);
      const changed = await run({ y }, { x: Float64Array.from(values, (value, i) => (i < 4 ? value : 99)) }, engine);
      expect(changed["y"]).toEqual(found["y"]);
    }
  });

  it("give the state at each sequence's last real position, found by the embedding's padding", async () => {
    const layers = [embedding({ size: 5, width: 3, padding: 0 }), dropout(0.5), gru({ units: 4, bidirectional: true })];
    const states = sequential({ input: [4], inputType: "i32", seed: 1 }, [
      ...layers.slice(0, 2),
      gru({ units: 4, bidirectional: true, returnsSequence: false }),
    ]);
    const alone = sequential({ input: [2], inputType: "i32", seed: 1 }, [
      ...layers.slice(0, 2),
      gru({ units: 4, bidirectional: true, returnsSequence: false }),
    ]);
    const padded = await states.predict([
      [3, 1, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(padded.shape).toEqual([2, 8]);
    expect(Array.from(padded.data.slice(0, 8))).toEqual(Array.from((await alone.predict([[3, 1]])).data));
    expect(Array.from(padded.data.slice(8))).toEqual(new Array(8).fill(0));
  });

  it("begin with the forget gate open, orthogonal weights of the state, and other numbers when asked", () => {
    const weightsOf = (layer: Layer): ReadonlyMap<string, { readonly data: ArrayLike<number> }> =>
      sequential({ input: [6, 3], seed: 4 }, [layer]).weights();
    const bias = Array.from(weightsOf(lstm(2)).get("0.bias_ih_l0")?.data ?? []);
    expect(bias).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(Array.from(weightsOf(lstm(2)).get("0.bias_hh_l0")?.data ?? [])).toEqual(new Array(8).fill(0));
    const torchs = lstm({ units: 4, initializer: uniformValues(0.5), biasInitializer: uniformValues(0.5) });
    const biases = Array.from(weightsOf(torchs).get("0.bias_ih_l0")?.data ?? []);
    expect(Math.max(...biases.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(new Set(biases).size).toBe(16);
    const open = lstm({ units: 2, biasInitializer: constantValue(0.5), forgetBias: 2 });
    expect(Array.from(weightsOf(open).get("0.bias_ih_l0")?.data ?? [])).toEqual([0.5, 0.5, 2, 2, 0.5, 0.5, 0.5, 0.5]);
    const recurrent = weightsOf(gru(3)).get("0.weight_hh_l0")?.data ?? [];
    const row = (i: number): number[] => Array.from(recurrent).slice(3 * i, 3 * i + 3);
    const dot = (i: number, j: number): number =>
      row(i).reduce((total, value, k) => total + value * (row(j)[k] ?? 0), 0);
    for (const gate of [0, 1, 2]) {
      expect(dot(3 * gate, 3 * gate)).toBeCloseTo(1, 6);
      expect(dot(3 * gate, 3 * gate + 1)).toBeCloseTo(0, 6);
    }
    expect(row(0)).not.toEqual(row(3));
  });

  it("drop numbers between stacked layers while training alone", async () => {
    const data = dataset({ inputs: [[[1], [2], [-1]]], targets: [[[0.5], [0.5], [0.5]]] });
    const model = sequential({ input: [3, 1], seed: 1 }, [rnn({ units: 1, layers: 2, dropout: 0.5 })]);
    const losses: number[] = [];
    await model.fit(data, {
      loss: meanSquaredError(),
      optimizer: adam({ learningRate: 1e-9 }),
      epochs: 8,
      callbacks: [{ onEpoch: ({ loss }) => void losses.push(loss) }],
    });
    expect(new Set(losses.map((loss) => loss.toFixed(5))).size).toBeGreaterThan(2);
    expect((await model.predict([[[1], [2], [-1]]])).data).toEqual((await model.predict([[[1], [2], [-1]]])).data);
  });

  it("count their parameters and multiply-adds", () => {
    const model = sequential({ input: [7, 5], seed: 1 }, [lstm({ units: 3, layers: 2, bidirectional: true })]);
    const { layers, parameters } = summarize(model.network, undefined);
    // Two directions of 4·3 rows: (5 + 3 + 2) in the first layer, (6 + 3 + 2) in the second.
    expect(parameters).toBe(2 * 12 * (10 + 11));
    expect(layers[0]?.multiplyAdds).toBe(7 * 2 * 12 * (8 + 9));
    expect(layers[0]?.output).toEqual([7, 6]);
  });

  it("are written as configurations and read back", () => {
    const layer = lstm({ units: 8, layers: 2, bidirectional: true, forgetBias: 0.5, initializer: uniformValues(0.1) });
    const written = layerToConfig(layer);
    expect(written).toEqual({
      lstm: { units: 8, layers: 2, bidirectional: true, forgetBias: 0.5, initializer: { uniform: { bound: 0.1 } } },
    });
    expect(layerToConfig(layerFromConfig(written))).toEqual(written);
    expect(layerToConfig(layerFromConfig({ gru: 4 }))).toEqual({ gru: { units: 4 } });
  });

  it.each([
    [
      "an input that is no sequence",
      () => sequential({ input: [9] }, [linear(4), lstm(3)]),
      /^lstm: each example must be a sequence of shape \[positions, features\].*; got \[4\] \(model\.layers\[1\]\)/,
    ],
    [
      "tokens without an embedding",
      () => sequential({ input: [9], inputType: "i32" }, [gru(3)]),
      /gru: .*embedding.*; got \[9\] of type i32 \(model\.layers\[0\]\)/,
    ],
    ["no units", () => rnn(0), /rnn: units must be a whole number at least 1; got 0/],
    [
      "a misspelt option",
      () => layerFromConfig({ lstm: { units: 3, bidirectonal: true } }, "model[0]"),
      /lstm: .*"?bidirectonal.*did you mean "bidirectional"/,
    ],
    [
      "an activation that it does not have",
      () => layerFromConfig({ rnn: { units: 3, activation: "sigmoid" } }, "model[0]"),
      /rnn: activation must be one of tanh, relu/,
    ],
    [
      "carried state from the end",
      () => sequential({ input: [3, 2] }, [lstm({ units: 3, stateful: true, bidirectional: true })]),
      /lstm: stateful must be false where the layer is bidirectional/,
    ],
    [
      "a first state of another width",
      () => {
        const x = symbol("x", [3, 2]);
        return functional({ inputs: [x], outputs: { y: merge(gru(4), [x, through(x, rnn(3), finalState())]) } });
      },
      /gru: first states must be h0 of shape \[4\] each; got \[3\] \(model\.layers\[/,
    ],
    [
      "one of two first states",
      () => {
        const x = symbol("x", [3, 2]);
        return functional({ inputs: [x], outputs: { y: merge(lstm(4), [x, through(x, rnn(4), finalState())]) } });
      },
      /lstm: first states must be h0, c0 of shape \[4\] each; got \[4\]/,
    ],
    [
      "the final state of something else",
      () => sequential({ input: [3, 2] }, [lstm(4), linear(2), finalState()]),
      /finalState: must stand right behind rnn, lstm, gru; got \[3, 2\] \(model\.layers\[2\]\)/,
    ],
    [
      "the cell state of a GRU",
      () => sequential({ input: [3, 2] }, [gru(4), finalState("cell")]),
      /finalState: must stand right behind lstm/,
    ],
  ])("refuse %s", (_what, act, message) => {
    const error = errorOf(act);
    expect(error.message).toMatch(message);
    expect(error.toText("zh")).toMatch(/[\u4e00-\u9fff]/);
  });

  it("say that both directions can't go on position by position", () => {
    const context = new WeightGatherer(1).context("model.layers[2]", "2");
    const built = gru({ units: 2, bidirectional: true }).build({ shape: [3, 2], dtype: "f32" }, context);
    const error = errorOf(() => built.incremental?.state(1, 3));
    expect(error.message).toMatch(/gru: bidirectional must be false to go on position by position.*model\.layers\[2\]/);
  });

  it("make an encoder and a decoder that begins with its states, saved and loaded", async () => {
    const letters = symbol("letters", [4, 2]);
    const sounds = symbol("sounds", [3, 2]);
    const encoded = through(letters, lstm({ units: 5, layers: 2 }));
    const states = [through(encoded, finalState()), through(encoded, finalState("cell"))];
    const decoded = through(merge(lstm({ units: 5, layers: 2 }), [sounds, ...states]), linear(1));
    const model = functional({ inputs: [letters, sounds], outputs: { decoded }, seed: 3 });
    const data = {
      letters: dataset({ inputs: Float32Array.from(normals(16)), inputShape: [4, 2], targets: [[0], [0]] }),
      sounds: dataset({ inputs: Float32Array.from(normals(12, 2)), inputShape: [3, 2], targets: [[0], [0]] }),
      decoded: dataset({
        inputs: Float32Array.from(normals(12, 2)),
        inputShape: [3, 2],
        targets: [
          [[1], [0], [1]],
          [[0], [1], [0]],
        ],
      }),
    };
    const options = { loss: meanSquaredError(), optimizer: adam({ learningRate: 0.05 }), epochs: 40, threads: 1 };
    const { epochs } = await model.fit(data, options);
    // The first output depends on the letters through the states alone.
    expect(epochs.at(-1)?.loss).toBeLessThan(0.05);
    const { architecture, weights } = model.save();
    const again = loadModel(architecture, weights);
    expect((await again.predict(data)).data).toEqual((await model.predict(data)).data);
  });
});

describe("a recurrent model on the adding problem", () => {
  // Two of 20 numbers are marked; the target is their sum. Always guessing 1 has an error of 1/6.
  function sums(count: number, seed: number) {
    const generator = random({ seed });
    const inputs: number[][][] = [];
    const targets: number[][] = [];
    for (let i = 0; i < count; i += 1) {
      const marked = [Math.floor(generator.uniform() * 10), 10 + Math.floor(generator.uniform() * 10)];
      const numbers = Array.from({ length: 20 }, () => generator.uniform());
      inputs.push(numbers.map((value, t) => [value, marked.includes(t) ? 1 : 0]));
      targets.push([numbers.reduce((total, value, t) => total + (marked.includes(t) ? value : 0), 0)]);
    }
    return dataset({ inputs, targets });
  }

  it.each([1, 2, 3, 4])(
    "learns, with the same bits on %i threads",
    async (threads) => {
      const model = sequential({ input: [20, 2], seed: 1 }, [gru({ units: 16, returnsSequence: false }), linear(1)]);
      const { epochs } = await model.fit(sums(512, 1), {
        loss: meanSquaredError(),
        optimizer: adam({ learningRate: 0.01 }),
        epochs: 20,
        batchSize: 32,
        threads,
      });
      const { loss } = await model.evaluate(sums(256, 2));
      expect(loss).toBeLessThan(0.05);
      const { weights } = model.save();
      first ??= { weights, loss: epochs.at(-1)?.loss ?? Number.NaN };
      expect(weights).toEqual(first.weights);
    },
    60_000,
  );
  let first: { readonly weights: Uint8Array; readonly loss: number } | undefined;
});

describe("recurrent cells", () => {
  const weight = (shape: readonly number[], seed: number): Tensor =>
    reshape(
      constant(
        normals(
          shape.reduce((product, size) => product * size, 1),
          seed,
        ),
      ),
      shape,
    );
  const x = weight([2, 3], 1);
  const h = weight([2, 4], 2);
  const c = weight([2, 4], 3);
  const weightsOf = (gates: number) => ({
    weightIh: weight([gates * 4, 3], 4),
    weightHh: weight([gates * 4, 4], 5),
    biasIh: weight([gates * 4], 6),
    biasHh: weight([gates * 4], 7),
  });

  it("take one step as the formulas say", async () => {
    const values = await run({
      x,
      h,
      c,
      ...weightsOf(4),
      rnn: rnnCell(x, h, weightsOf(1), "relu"),
      gru: gruCell(x, h, weightsOf(3)),
      ...lstmResult(),
    });
    const at = (name: string, index: number): number => values[name]?.[index] ?? Number.NaN;
    const sigma = (value: number): number => 1 / (1 + Math.exp(-value));
    const share = (row: number, from: "x" | "h", of: number): number =>
      Array.from({ length: from === "x" ? 3 : 4 }, (_, k) =>
        from === "x"
          ? at("weightIh", of * 3 + k) * at("x", row * 3 + k)
          : at("weightHh", of * 4 + k) * at("h", row * 4 + k),
      ).reduce((a, b) => a + b, from === "x" ? at("biasIh", of) : at("biasHh", of));
    for (const row of [0, 1]) {
      for (let unit = 0; unit < 4; unit += 1) {
        const both = (gate: number): number => share(row, "x", gate * 4 + unit) + share(row, "h", gate * 4 + unit);
        const place = row * 4 + unit;
        const cell = sigma(both(1)) * at("c", place) + sigma(both(0)) * Math.tanh(both(2));
        expect(at("lstm c", place)).toBeCloseTo(cell, 12);
        expect(at("lstm h", place)).toBeCloseTo(sigma(both(3)) * Math.tanh(cell), 12);
        expect(at("rnn", place)).toBeCloseTo(Math.max(0, both(0)), 12);
        const [r, z] = [sigma(both(0)), sigma(both(1))];
        const n = Math.tanh(share(row, "x", 8 + unit) + r * share(row, "h", 8 + unit));
        expect(at("gru", place)).toBeCloseTo((1 - z) * n + z * at("h", place), 12);
      }
    }
  });

  function lstmResult(): Readonly<Record<string, Tensor>> {
    const after = lstmCell(x, { h, c }, weightsOf(4));
    return { "lstm h": after.h, "lstm c": after.c };
  }
});

function constantZeros(shape: readonly number[]): Tensor {
  return reshape(constant(new Array<number>(shape.reduce((product, size) => product * size, 1)).fill(0)), shape);
}
