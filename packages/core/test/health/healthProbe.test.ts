import { describe, expect, test } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import type { HealthReport } from "../../src/health/healthReport.ts";
import { hardTanh, relu, sigmoid, tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { flatten } from "../../src/layers/flatten.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import { sequential } from "../../src/model/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { blobs } from "./blobs.ts";

/** The OR gate: one neuron, all four examples in a step. */
const or = dataset({
  inputs: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  targets: [[0], [1], [1], [1]],
});

async function orHealth(layers: readonly Layer[], learningRate = 1): Promise<HealthReport> {
  const history = await sequential({ input: 2 }, layers).fit(or, {
    loss: squaredErrorCost(),
    optimizer: sgd({ learningRate }),
    batchSize: 4,
    shuffle: false,
    engine: "reference",
    health: true,
  });
  if (history.health === undefined) throw new TypeError("health was asked for");
  return history.health;
}

describe("a probe", () => {
  // W = [0.1, 0.6], b = 0: ∂Cost/∂W = [−0.048, −0.039], ∂Cost/∂b = −0.037 (the OR gate as worked by hand).
  test("gives the norms that a hand would compute", async () => {
    const { probes } = await orHealth([linear({ units: 1, weights: [[0.1, 0.6]] }), sigmoid()]);
    const [weight, bias] = probes[0]?.layers[0]?.parameters ?? [];
    expect(weight?.norm).toBeCloseTo(Math.hypot(0.1, 0.6), 6);
    expect(weight?.gradientNorm).toBeCloseTo(Math.hypot(0.048, 0.039), 3);
    expect(weight?.updateNorm).toBeCloseTo(weight?.gradientNorm ?? 0, 6);
    expect(weight?.updateRatio).toBeCloseTo((weight?.gradientNorm ?? 0) / Math.hypot(0.1, 0.6), 6);
    expect(bias?.gradientNorm).toBeCloseTo(0.037, 3);
    expect(bias?.updateRatio).toBeUndefined();
    const outputs = [0, 0.6, 0.1, 0.7].map((z) => 1 / (1 + Math.exp(-z)));
    expect(probes[0]?.layers[1]?.outputNorm).toBeCloseTo(Math.hypot(...outputs), 5);
    expect(probes[0]?.loss).toBeCloseTo(0.089, 3);
  });

  test("counts dead units, saturated outputs and the inputs' scale", async () => {
    const dead = linear({
      units: 3,
      weights: [
        [1, 1],
        [-1, -1],
        [1, 0],
      ],
      bias: [0, 0, -5],
    });
    const { layers, probes } = await orHealth(
      [
        dead,
        relu(),
        linear({
          units: 2,
          weights: [
            [9, 0, 0],
            [0, 0, 0],
          ],
        }),
        tanh(),
        linear(1),
      ],
      1e-9,
    );
    expect(probes[0]?.layers[1]?.isActive).toEqual([true, false, false]);
    expect(layers[1]?.deadShare).toBeCloseTo(2 / 3, 9);
    // tanh(9·(x₁ + x₂)) is beyond 0.95 for three of four examples; the other unit gives 0.
    expect(layers[3]?.saturatedShare).toBeCloseTo(3 / 8, 9);
    expect(probes[0]?.inputs[0]).toMatchObject({ mean: 0.5, standardDeviation: 0.5, maxAbs: 1 });
  });

  test.each([
    ["0 and 6", { min: 0, max: 6 }, 4, 1],
    ["−0.1 and 0.3", { min: -0.1, max: 0.3 }, 0.15, 0.05],
  ])("counts what lies at the bounds %s of a hard tanh as saturated, and nothing between", async (_, bounds, w, b) => {
    // w(x₁ + x₂) + b is beyond the upper bound for one of four examples.
    const { layers } = await orHealth([linear({ units: 1, weights: [[w, w]], bias: [b] }), hardTanh(bounds)], 1e-9);
    expect(layers[1]?.saturatedShare).toBeCloseTo(1 / 4, 9);
  });

  test("measures layers that bring their own numbers into another order, and none that only rearrange", async () => {
    const inputs = [
      [[0.5], [-1], [0.25]],
      [[1], [0], [0.5]],
    ];
    const model = sequential({ input: [3, 1], seed: 2 }, [gru(2), flatten(), linear(1)]);
    const { data } = await sequential({ input: [3, 1], seed: 2 }, [gru(2)]).predict(inputs);
    const { health } = await model.fit(dataset({ inputs, targets: [[0.5], [1]] }), {
      loss: squaredErrorCost(),
      optimizer: sgd({ learningRate: 0.1 }),
      health: true,
    });
    const layers = health?.probes[0]?.layers ?? [];
    expect(layers.map(({ outputNorm }) => outputNorm !== undefined)).toEqual([true, false, true]);
    expect(layers[0]?.outputNorm).toBeCloseTo(Math.hypot(...data), 5);
    expect(layers[0]?.gradientNorm).toBeGreaterThan(0);
  });

  test("takes channels as the units of images", async () => {
    const images = dataset({
      inputs: new Float32Array(8 * 36).fill(0.5),
      inputShape: [1, 6, 6],
      targets: Int32Array.from([0, 1, 0, 1, 0, 1, 0, 1]),
    });
    const weights = [[[[1]]], [[[-1]]]];
    const history = await sequential({ input: [1, 6, 6] }, [
      conv2d({ filters: 2, kernel: 1, weights }),
      relu(),
      flatten(),
      linear(2),
    ]).fit(images, {
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 1e-9 }),
      batchSize: 8,
      health: true,
    });
    expect(history.health?.probes[0]?.layers[1]?.isActive).toEqual([true, false]);
  });
});

describe("watching a training", () => {
  test("changes none of its bits", async () => {
    const data = blobs({ examples: 120, features: 5, classes: 3, seed: 2 });
    const trained = async (health: boolean): Promise<number[][]> => {
      const model = sequential({ input: 5, seed: 3 }, [linear(12), relu(), dropout(0.2), linear(3)]);
      await model.fit(data, {
        loss: crossEntropy(),
        optimizer: adam({ learningRate: 0.01 }),
        epochs: 4,
        batchSize: 16,
        health,
      });
      return [...model.weights().values()].map(({ data: values }) => Array.from(values));
    };
    expect(await trained(true)).toEqual(await trained(false));
  });

  test("gives no report unless it is asked for", async () => {
    const history = await sequential({ input: 2 }, [linear(1)]).fit(or, {
      loss: squaredErrorCost(),
      optimizer: sgd({ learningRate: 1 }),
    });
    expect(history.health).toBeUndefined();
  });
});
