// A LeNet trained on handwritten digits, for the examples that look into it.
import {
  accuracy,
  averagePool2d,
  conv2d,
  crossEntropy,
  type Dataset,
  flatten,
  type Layer,
  linear,
  type Model,
  sequential,
  sgd,
  tanh,
} from "@chainrule/core";
import { loadMnist } from "chainrule/gallery";

/** LeNet-5 as it is usually written today: two convolutions, three dense layers, tanh. */
export const lenetLayers: readonly Layer[] = [
  conv2d({ filters: 6, kernel: 5, padding: 2 }),
  tanh(),
  averagePool2d(2),
  conv2d({ filters: 16, kernel: 5 }),
  tanh(),
  averagePool2d(2),
  flatten(),
  linear(120),
  tanh(),
  linear(84),
  tanh(),
  linear(10),
];

export interface TrainedLenet {
  readonly model: Model;
  readonly trainingExamples: number;
  readonly epochs: number;
  readonly test: Dataset;
  readonly testAccuracy: number;
}

/** Trains on the first 20,000 digits of MNIST for two epochs: a few seconds, some 97 % of the 10,000 test digits. */
export async function trainLenet(seed: number): Promise<TrainedLenet> {
  const mnist = await loadMnist(import.meta.dirname, 1);
  const { test } = mnist;
  if (test === undefined) throw new TypeError("MNIST has a test part");
  const train = mnist.train.slice(0, 20_000);
  const epochs = 2;
  const model = sequential({ input: [1, 28, 28], seed }, lenetLayers);
  await model.fit(train, {
    loss: crossEntropy(),
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    epochs,
    batchSize: 64,
  });
  const { metrics } = await model.evaluate(test, { loss: crossEntropy(), metrics: [accuracy()] });
  return { model, trainingExamples: train.length, epochs, test, testAccuracy: Number(metrics["accuracy"]) };
}
