import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { heNormal } from "../../src/initializers/scaled.ts";
import { relu, sigmoid } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { flatten } from "../../src/layers/flatten.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { averagePool2d, globalAveragePool2d, globalMaxPool2d, maxPool2d } from "../../src/layers/pooling.ts";
import { residual } from "../../src/layers/registry.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { sequential } from "../../src/model/sequential.ts";
import { input } from "../../src/ops/input.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

async function outputOf(shape: readonly number[], layers: readonly Layer[], values: number[]): Promise<number[]> {
  const model = sequential({ input: shape, seed: 1 }, layers);
  const { data } = await model.predict(Float64Array.from(values), { engine: "reference" });
  return Array.from(data);
}

describe("layers", () => {
  it("take given weights [out][in] and a given bias", async () => {
    const layers = [
      linear({
        units: 2,
        weights: [
          [1, 2],
          [3, 4],
        ],
        bias: [10, 20],
      }),
    ];
    expect(await outputOf([2], layers, [1, 1, 0, 2])).toEqual([13, 27, 14, 28]);
  });

  it("take given filters", async () => {
    const layers = [
      conv2d({
        filters: 1,
        kernel: 2,
        weights: [
          [
            [
              [1, 0],
              [0, -1],
            ],
          ],
        ],
        bias: [0.5],
      }),
    ];
    expect(await outputOf([1, 3, 3], layers, [1, 2, 3, 4, 5, 6, 7, 8, 10])).toEqual([-3.5, -3.5, -3.5, -4.5]);
  });

  it("pool windows and whole channels", async () => {
    const image = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    expect(await outputOf([1, 4, 4], [maxPool2d(2)], image)).toEqual([6, 8, 14, 16]);
    expect(await outputOf([1, 4, 4], [averagePool2d(2)], image)).toEqual([3.5, 5.5, 11.5, 13.5]);
    expect(await outputOf([1, 4, 4], [globalMaxPool2d()], image)).toEqual([16]);
    expect(await outputOf([1, 4, 4], [globalAveragePool2d()], image)).toEqual([8.5]);
  });

  it("begin from values that depend on the seed and their own place alone", () => {
    const weightsOf = (layers: readonly Layer[], key: string, seed = 1): unknown =>
      sequential({ input: [4], seed }, layers)
        .weights()
        .get(key)?.data;
    const last = linear({ units: 3, initializer: heNormal() });
    expect(weightsOf([linear(4), last], "1.weight")).toEqual(weightsOf([relu(), last], "1.weight"));
    expect(weightsOf([last], "0.weight", 1)).not.toEqual(weightsOf([last], "0.weight", 2));
    expect(weightsOf([linear(4), linear(4)], "0.weight")).not.toEqual(weightsOf([linear(4), linear(4)], "1.weight"));
  });

  it("drop numbers while training and none when used", async () => {
    const data = dataset({ inputs: [[1, 1, 1, 1]], targets: [[0]] });
    const model = sequential({ input: [4], seed: 2 }, [
      dropout(0.5),
      linear({ units: 1, weights: [[1, 1, 1, 1]], bias: false }),
    ]);
    const losses: number[] = [];
    await model.fit(data, {
      engine: "reference",
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: 0 }),
      epochs: 30,
      callbacks: [{ onEpoch: ({ loss }) => void losses.push(loss) }],
    });
    // (2k)² for k of four kept: 0, 4, 16, 36, 64
    for (const loss of losses) expect([0, 4, 16, 36, 64]).toContain(loss);
    expect(new Set(losses).size).toBeGreaterThan(2);
    expect(Array.from((await model.predict(data)).data)).toEqual([4]);
  });

  it.each([
    ["a linear layer on nothing to sum", [], [linear(2)], /must be a list of numbers/],
    [
      "a convolution on a list",
      [9],
      [conv2d({ filters: 1, kernel: 3 })],
      /conv2d: each example must be an image of shape \[channels, height, width\]; got \[9\] \(model\.layers\[0\]\)/,
    ],
    [
      "a window larger than the image",
      [1, 4, 4],
      [flatten(), linear(4), relu(), conv2d({ filters: 1, kernel: 3 })],
      /model\.layers\[3\]/,
    ],
    ["a kernel beyond the image", [1, 2, 2], [conv2d({ filters: 1, kernel: 3 })], /model\.layers\[0\]/],
    [
      "channels that groups do not divide",
      [3, 4, 4],
      [conv2d({ filters: 4, kernel: 1, groups: 2 })],
      /multiples of groups/,
    ],
    [
      "padding of more than half a window",
      [1, 4, 4],
      [maxPool2d({ size: 2, padding: 2 })],
      /at most half of the window/,
    ],
    [
      "given weights of another shape",
      [2],
      [linear({ units: 1, weights: [[1, 2, 3]] })],
      /0\.weight: values must have shape \[1, 2\]; got \[1, 3\] \(model\.layers\[0\]\)/,
    ],
    [
      "a residual that changes the shape",
      [2],
      [residual([linear(3)])],
      /must give what the shortcut gives, \[2\]; got \[3\]/,
    ],
  ])("refuse %s", (_what, shape, layers, message) => {
    expect(() => sequential({ input: shape, seed: 1 }, layers)).toThrow(message);
  });

  it("share their name with the op, which they are when given a tensor", () => {
    expect(sigmoid(input("z", [3])).op.name).toBe("sigmoid");
    expect(sigmoid().kind).toBe("sigmoid");
    expect(maxPool2d(input("x", [1, 1, 4, 4]), { size: 2 }).shape).toEqual([1, 1, 2, 2]);
  });
});
