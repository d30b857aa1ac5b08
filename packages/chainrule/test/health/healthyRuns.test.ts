import {
  accuracy,
  adam,
  batchNorm,
  binaryCrossEntropy,
  concatenate,
  conv2d,
  crossEntropy,
  type Dataset,
  dataset,
  dropout,
  type FitOptions,
  flatten,
  functional,
  type Layer,
  leakyRelu,
  linear,
  maxPool2d,
  meanSquaredError,
  merge,
  random,
  relu,
  residual,
  sequential,
  sgd,
  sigmoid,
  symbol,
  tanh,
  through,
  zeroValues,
} from "@chainrule/core";
import { beforeAll, describe, expect, test } from "vitest";
import { loadIris } from "../../src/data/iris.ts";
import { loadMnist } from "../../src/data/mnist.ts";

const here = import.meta.dirname;

interface HealthyRun {
  readonly name: string;
  readonly data: () => Dataset;
  readonly layers: readonly Layer[];
  readonly seed: number;
  readonly options?: Partial<FitOptions>;
}

const xor = (): Dataset =>
  dataset({
    inputs: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    targets: [[0], [1], [1], [0]],
  });

/** y = sin 3x with noise. */
function wave(): Dataset {
  const generator = random({ seed: 5, stream: "wave" });
  const x = Array.from({ length: 200 }, () => 2 * generator.uniform() - 1);
  return dataset({
    inputs: x.map((one) => [one]),
    targets: x.map((one) => [Math.sin(3 * one) + 0.1 * generator.normal()]),
  });
}

let digits: Dataset;
beforeAll(async () => {
  const mnist = await loadMnist(here, 1);
  digits = mnist.train.slice(0, 2000);
});

const iris = (): Dataset => loadIris(0.2, here, 1).train;
const flat = { optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), epochs: 2, batchSize: 32 };

const runs: readonly HealthyRun[] = [
  ...[1, 2, 3].map((seed) => ({
    name: `iris 4-8-3, seed ${seed}`,
    data: iris,
    layers: [linear(8), tanh(), linear(3)],
    seed,
  })),
  ...[4, 5].map((seed) => ({
    name: `iris 4-16-16-3 with relu and adam, seed ${seed}`,
    data: iris,
    layers: [linear(16), relu(), linear(16), relu(), linear(3)],
    seed,
    options: { optimizer: adam({ learningRate: 0.01 }) },
  })),
  { name: "iris, softmax regression", data: iris, layers: [linear(3)], seed: 6 },
  {
    name: "iris, softmax regression from zero",
    data: iris,
    layers: [linear({ units: 3, initializer: zeroValues() })],
    seed: 6,
  },
  { name: "iris, long", data: iris, layers: [linear(8), relu(), linear(3)], seed: 7, options: { epochs: 200 } },
  { name: "iris, one epoch", data: iris, layers: [linear(8), tanh(), linear(3)], seed: 7, options: { epochs: 1 } },
  ...[1, 2].map((seed) => ({
    name: `xor 2-4-1, seed ${seed}`,
    data: xor,
    layers: [linear(4), tanh(), linear(1), sigmoid()],
    seed,
    options: {
      loss: binaryCrossEntropy({ from: "probabilities" }),
      optimizer: sgd({ learningRate: 0.5 }),
      epochs: 1500,
      batchSize: 4,
    },
  })),
  {
    name: "iris with residual and batchNorm layers",
    data: iris,
    layers: [
      linear(16),
      batchNorm(),
      relu(),
      residual([linear(16), batchNorm(), relu(), linear(16)]),
      relu(),
      linear(3),
    ],
    seed: 8,
    options: { optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) },
  },
  {
    name: "a wave",
    data: wave,
    layers: [linear(16), tanh(), linear(1)],
    seed: 3,
    options: { loss: meanSquaredError(), metrics: [], epochs: 60 },
  },
  {
    name: "a wave with adam and leaky relu",
    data: wave,
    layers: [linear(32), leakyRelu(), linear(32), leakyRelu(), linear(1)],
    seed: 4,
    options: { loss: meanSquaredError(), metrics: [], optimizer: adam({ learningRate: 0.003 }), epochs: 40 },
  },
  ...[1, 2].map((seed) => ({
    name: `mnist 784-32-10, seed ${seed}`,
    data: () => digits,
    layers: [flatten(), linear(32), relu(), linear(10)],
    seed,
    options: { ...flat, optimizer: sgd({ learningRate: 0.1 }) },
  })),
  {
    name: "mnist 784-64-64-10 with sigmoids",
    data: () => digits,
    layers: [flatten(), linear(64), sigmoid(), linear(64), sigmoid(), linear(10)],
    seed: 1,
    options: { ...flat, optimizer: adam({ learningRate: 0.003 }), epochs: 3 },
  },
  {
    name: "mnist, five layers of relu",
    data: () => digits,
    layers: [flatten(), ...Array.from({ length: 5 }, () => [linear(48), relu()]).flat(), linear(10)],
    seed: 2,
    options: { ...flat, optimizer: adam({ learningRate: 0.002 }), epochs: 3 },
  },
  {
    name: "mnist with dropout",
    data: () => digits,
    layers: [flatten(), linear(64), relu(), dropout(0.3), linear(10)],
    seed: 3,
    options: { ...flat, optimizer: sgd({ learningRate: 0.1 }) },
  },
  {
    name: "mnist, a small LeNet with tanh",
    data: () => digits,
    layers: [
      conv2d({ filters: 6, kernel: 5, padding: 2 }),
      tanh(),
      maxPool2d(2),
      conv2d({ filters: 12, kernel: 5 }),
      tanh(),
      maxPool2d(2),
      flatten(),
      linear(10),
    ],
    seed: 1,
    options: { ...flat, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }), epochs: 1 },
  },
  {
    name: "mnist, a small LeNet with relu and adam",
    data: () => digits,
    layers: [
      conv2d({ filters: 6, kernel: 5, padding: 2 }),
      relu(),
      maxPool2d(2),
      conv2d({ filters: 12, kernel: 5 }),
      relu(),
      maxPool2d(2),
      flatten(),
      linear(10),
    ],
    seed: 2,
    options: { ...flat, optimizer: adam({ learningRate: 0.001 }) },
  },
];

describe("healthy runs give no alarm", () => {
  test("there are twenty of them", () => {
    expect(runs.length).toBeGreaterThanOrEqual(20);
  });

  for (const { name, data, layers, seed, options } of runs) {
    test(name, async () => {
      const own = data();
      const history = await sequential({ input: own.inputShape, seed }, layers).fit(own, {
        loss: crossEntropy(),
        optimizer: sgd({ learningRate: 0.1 }),
        metrics: [accuracy()],
        epochs: 30,
        batchSize: 16,
        ...(own.length > 10 ? { validation: 0.2 } : {}),
        threads: 1,
        health: true,
        ...options,
      });
      expect(history.health?.findings).toEqual([]);
      expect(history.health?.learningRate.verdict).toBe("good");
    });
  }

  test("a functional model whose branches join", async () => {
    const image = symbol("image", [4]);
    const [left, right] = [through(image, linear(8), tanh()), through(image, linear(8), relu())];
    const model = functional({
      inputs: [image],
      outputs: { kind: through(merge(concatenate(), [left, right]), linear(3)) },
      seed: 1,
    });
    const { health } = await model.fit(iris(), {
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 30,
      batchSize: 16,
      health: true,
    });
    expect(health?.findings).toEqual([]);
    expect(health?.layers.length).toBeGreaterThanOrEqual(5);
  });
});
