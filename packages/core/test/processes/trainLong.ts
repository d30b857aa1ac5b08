// Runs ten thousand training steps and prints the resident memory on the way: argument "program" or "fit".
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { compile } from "../../src/engines/compile.ts";
import { sigmoid, tanh } from "../../src/layers/activations.ts";
import { linear } from "../../src/layers/linear.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import { sequential } from "../../src/model/sequential.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

const marks = [1000, 2000, 4000, 6000, 8000, 10_000];
const collect: unknown = Reflect.get(globalThis, "gc");

/** Resident bytes once garbage is gone. */
async function residentBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    if (typeof collect === "function") collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage.rss();
}

const measured: [step: number, bytes: number][] = [];
async function note(step: number): Promise<void> {
  if (marks.includes(step)) measured.push([step, await residentBytes()]);
}

/** XOR with one hidden layer, written as a graph, one call a step. */
async function runProgram(): Promise<void> {
  const x = input("X", [2, 4]);
  const y = input("Y", [1, 4]);
  const w1 = parameter("W1", [
    [0.3, -0.2],
    [0.5, 0.1],
    [-0.4, 0.6],
  ]);
  const w2 = parameter("W2", [[0.2, -0.5, 0.4]]);
  const b1 = parameter("b1", [[0], [0], [0]]);
  const b2 = parameter("b2", [[0]]);
  const hidden = sigmoid(add(matMul(w1, x), b1));
  const cost = squaredErrorCost(sigmoid(add(matMul(w2, hidden), b2)), y);
  const training = await compile(minimize(cost, sgd({ learningRate: 1 })), { threads: 1 });
  const feeds = {
    X: [
      [0, 0, 1, 1],
      [0, 1, 0, 1],
    ],
    Y: [[0, 1, 1, 0]],
  };
  for (let step = 1; step <= 10_000; step += 1) {
    training.run(feeds);
    await note(step);
  }
}

/** A small classifier through `fit`: a hundred steps an epoch. */
async function runFit(): Promise<void> {
  const [examples, width] = [3200, 64];
  const inputs = Float32Array.from({ length: examples * width }, (_, index) => Math.sin(index * index));
  const targets = Int32Array.from({ length: examples }, (_, index) => index % 4);
  const data = dataset({ inputs, inputShape: [width], targets });
  const model = sequential({ input: width, seed: 1 }, [linear(96), tanh(), linear(4)]);
  await model.fit(data, {
    loss: crossEntropy(),
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
    epochs: 100,
    batchSize: 32,
    threads: 2,
    callbacks: [{ onBatch: ({ step }) => note(step) }],
  });
}

await (process.argv[2] === "fit" ? runFit() : runProgram());
process.stdout.write(JSON.stringify(measured));
