import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { givenValues } from "../../src/initializers/fixed.ts";
import { tanh } from "../../src/layers/activations.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { concatenate } from "../../src/layers/merging.ts";
import { layerFromConfig, layerToConfig } from "../../src/layers/registry.ts";
import { tiedLinear } from "../../src/layers/tiedLinear.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

const tokens = { input: [3], inputType: "i32", seed: 1 } as const;

function thrownBy(run: () => unknown): ChainruleError {
  try {
    run();
  } catch (error) {
    if (error instanceof ChainruleError) return error;
  }
  throw new TypeError("nothing was refused");
}

async function refusal(run: Promise<unknown>): Promise<ChainruleError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ChainruleError) return error;
  throw new TypeError("nothing was refused");
}

describe("an embedding", () => {
  it("gives each token its row", async () => {
    const rows = [
      [0, 1],
      [10, 11],
      [20, 21],
    ];
    const model = sequential(tokens, [embedding({ size: 3, width: 2, initializer: givenValues(rows) })]);
    const { shape, data } = await model.predict([[2, 0, 1]]);
    expect(shape).toEqual([1, 3, 2]);
    expect([...data]).toEqual([20, 21, 0, 1, 10, 11]);
  });

  it("begins normal with standard deviation 1, and zero where padding is looked up", () => {
    const model = sequential(tokens, [embedding({ size: 500, width: 20, padding: 7 })]);
    const values = model.weights().get("0.weight")?.data ?? new Float32Array();
    expect([...values.slice(140, 160)]).toEqual(new Array(20).fill(0));
    const squares = [...values].reduce((total, value) => total + value * value, 0) / 9980;
    expect(squares).toBeCloseTo(1, 1);
  });

  it("keeps the padding row through training", async () => {
    const model = sequential(tokens, [embedding({ size: 4, width: 2, padding: 0 }), flatten(), linear(1)]);
    const before = [...(model.weights().get("0.weight")?.data ?? [])];
    const data = dataset({ inputType: "i32", inputs: [[1, 2, 0]], targets: [[3]] });
    await model.fit(data, { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), epochs: 2 });
    const after = [...(model.weights().get("0.weight")?.data ?? [])];
    expect(after.slice(0, 2)).toEqual([0, 0]);
    expect(after.slice(2, 6)).not.toEqual(before.slice(2, 6));
    expect(after.slice(6)).toEqual(before.slice(6));
  });

  it("refuses tokens outside its table before they enter, in training and prediction", async () => {
    const model = sequential(tokens, [embedding({ size: 4, width: 2 }), flatten(), linear(1)]);
    const said = await refusal(
      model.predict([
        [0, 1, 2],
        [3, 4, 0],
      ]),
    );
    expect(said.message).toMatch(
      /^input, example 1, place 1: must be a whole number from 0 to 3; got 4\n?.*unknown token/s,
    );
    expect(said.toText("zh")).toMatch(/input 的样本 1、位置 1：必须是 0 到 3 的整数/);
    const data = dataset({ inputType: "i32", inputs: [[0, -1, 2]], targets: [[1]] });
    const options = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }) };
    expect((await refusal(model.fit(data, options))).message).toMatch(/got -1/);
    expect((await refusal(model.predict([[0, 0.5, 2]]))).message).toMatch(/got 0\.5/);
  });

  it("finds the range of an input behind flatten, and of each input of a functional model", async () => {
    const behind = sequential({ input: [1, 2], inputType: "i32" }, [flatten(), embedding({ size: 3, width: 2 })]);
    expect((await refusal(behind.predict([[[0, 3]]]))).message).toMatch(/from 0 to 2; got 3/);
    const a = symbol("a", [2], "i32");
    const b = symbol("b", [2], "i32");
    const model = functional({
      inputs: [a, b],
      outputs: {
        y: merge(concatenate(), [
          through(a, embedding({ size: 5, width: 2 })),
          through(b, embedding({ size: 3, width: 2 })),
        ]),
      },
    });
    const four = dataset({ inputType: "i32", inputs: [[4, 4]], targets: [[0]] });
    expect((await refusal(model.predict({ a: four, b: four }))).message).toMatch(
      /^b, example 0, place 0.*0 to 2; got 4/s,
    );
  });

  it.each([
    ["input of numbers", [4], "f32", [embedding({ size: 3, width: 2 })], /must be tokens .*inputType i32.*got \[4\]/],
    ["layers of numbers on tokens", [4], "i32", [linear(2)], /got \[4\] of type i32/],
    [
      "a tied layer without an embedding",
      [4],
      "f32",
      [tiedLinear()],
      /to must be the key of an embedding.*no embedding/,
    ],
    [
      "a tied layer to another layer",
      [4],
      "i32",
      [embedding({ size: 3, width: 2 }), tiedLinear({ to: "1" })],
      /to must be the key of an embedding that comes before it; got "1" \(model\.layers\[1\]\)/,
    ],
    [
      "a tied layer of another width",
      [4],
      "i32",
      [embedding({ size: 3, width: 2 }), linear(5), tiedLinear()],
      /as wide as the embedding, \[…, 2\].*got \[4, 5\]/,
    ],
  ] as const)("refuses %s", (_what, input, inputType, layers, message) => {
    expect(() => sequential({ input, inputType }, layers)).toThrow(message);
  });

  it("refuses padding outside its table", () => {
    const error = thrownBy(() => embedding({ size: 3, width: 2, padding: 3 }));
    expect(error.message).toBe("embedding: padding must be a token below the size, 3; got 3");
    expect(error.toText("zh")).toMatch(/padding 必须是小于词元个数 3 的词元/);
  });
});

describe("tied weights", () => {
  const build = (): Model =>
    sequential(tokens, [embedding({ size: 5, width: 4 }), linear(4), tanh(), tiedLinear({ to: "0", bias: false })]);

  it("are one parameter, saved once and loaded again", async () => {
    const model = build();
    expect([...model.weights().keys()]).toEqual(["0.weight", "1.weight", "1.bias"]);
    const { architecture, weights } = model.save();
    const loaded = loadModel(JSON.parse(JSON.stringify(architecture)), weights);
    const inputs = [[4, 0, 2]];
    expect((await loaded.predict(inputs)).data).toEqual((await model.predict(inputs)).data);
  });

  it("are written in configurations", () => {
    const written = { tiedLinear: { to: "0", bias: false } };
    expect(layerToConfig(layerFromConfig(written))).toEqual(written);
    expect(layerToConfig(layerFromConfig({ embedding: { size: 3, width: 2, padding: 1 } }))).toEqual({
      embedding: { size: 3, width: 2, padding: 1 },
    });
  });
});
