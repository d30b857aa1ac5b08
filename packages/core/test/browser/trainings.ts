import { dataset } from "../../src/data/datasetFromArrays.ts";
import { createSession } from "../../src/engines/createSession.ts";
import { sigmoid, tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { averagePool2d } from "../../src/layers/pooling.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { random } from "../../src/random/generator.ts";

/** What a training left behind, in any place where it ran. */
export interface TrainingReport {
  /** SHA-256 of the saved weights. */
  readonly digest: string;
  /** The last epoch's mean loss. */
  readonly loss: number;
  readonly millisecondsAStep: number;
  /** How many threads a session has there when so many are asked for. */
  readonly threads: number;
}

export type TrainingName = "xor" | "lenet" | "sequences";

const batchSize = 32;
const lenetSteps = 12;
const xorSteps = 200;

/** Trains one of a few small jobs, always on the same data, and tells what came out. */
export async function train(name: TrainingName, threads: number): Promise<TrainingReport> {
  const { model, loss, milliseconds, steps } = await jobs[name](threads);
  const hash = await crypto.subtle.digest("SHA-256", Uint8Array.from(model.save().weights));
  const digest = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const session = await createSession({ threads });
  return { digest, loss, millisecondsAStep: milliseconds / steps, threads: session.threads };
}

const jobs: { readonly [name in TrainingName]: (threads: number) => Promise<Trained> } = {
  xor: trainXor,
  lenet: trainLenet,
  sequences: trainSequences,
};

interface Trained {
  readonly model: Model;
  readonly loss: number;
  readonly milliseconds: number;
  readonly steps: number;
}

async function trainXor(threads: number): Promise<Trained> {
  const inputs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const data = dataset({ inputs, targets: [[0], [1], [1], [0]] });
  const model = sequential({ input: 2, seed: 3 }, [linear(3), sigmoid(), linear(1), sigmoid()]);
  const started = performance.now();
  const options = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 1 }), epochs: xorSteps, batchSize: 4 };
  const { epochs } = await model.fit(data, { ...options, threads });
  return { model, loss: epochs.at(-1)?.loss ?? Number.NaN, milliseconds: performance.now() - started, steps: xorSteps };
}

/** LeNet-5 on images of noise: the first epoch starts everything up, the second is timed. */
async function trainLenet(threads: number): Promise<Trained> {
  const generator = random({ seed: 5, stream: "images" });
  const count = batchSize * lenetSteps;
  const inputs = Float32Array.from({ length: count * 28 * 28 }, () => generator.uniform());
  const targets = Int32Array.from({ length: count }, (_, index) => index % 10);
  const data = dataset({ inputs, inputShape: [1, 28, 28], targets });
  const model = lenet();
  const options = { loss: crossEntropy(), optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), batchSize, threads };
  await model.fit(data, options);
  const started = performance.now();
  const { epochs } = await model.fit(data, options);
  return {
    model,
    loss: epochs.at(-1)?.loss ?? Number.NaN,
    milliseconds: performance.now() - started,
    steps: lenetSteps,
  };
}

function lenet(): Model {
  return sequential({ input: [1, 28, 28], seed: 1 }, [
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
  ]);
}

/** Tokens of different lengths through recurrent layers in both directions, attention and dropout. */
async function trainSequences(threads: number): Promise<Trained> {
  const generator = random({ seed: 7, stream: "tokens" });
  const [count, positions, vocabulary, batch] = [32, 24, 20, 16];
  const inputs = new Int32Array(count * positions);
  const targets = new Int32Array(count * positions).fill(-1);
  for (let example = 0; example < count; example += 1) {
    const length = generator.integer(8, positions + 1);
    for (let at = 0; at < length; at += 1) {
      const place = example * positions + at;
      inputs[place] = generator.integer(1, vocabulary);
      targets[place] = at === 0 ? 0 : (inputs[place - 1] ?? 0);
    }
  }
  const data = dataset({ inputs, inputShape: [positions], targets, targetShape: [positions], classCount: vocabulary });
  const model = sequential({ input: [positions], inputType: "i32", seed: 2 }, [
    embedding({ size: vocabulary, width: 32, padding: 0 }),
    gru({ units: 24, bidirectional: true }),
    transformerEncoder({ heads: 4, hidden: 96, dropout: 0.1 }),
    lstm({ units: 64 }),
    linear(vocabulary),
  ]);
  const started = performance.now();
  const options = { loss: crossEntropy(), optimizer: adam({ learningRate: 0.01 }), epochs: 3, batchSize: batch };
  const { epochs } = await model.fit(data, { ...options, threads });
  return {
    model,
    loss: epochs.at(-1)?.loss ?? Number.NaN,
    milliseconds: performance.now() - started,
    steps: (3 * count) / batch,
  };
}
