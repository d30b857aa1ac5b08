// A fresh process that loads the built package, builds LeNet-5 at batch 64, compiles its training step and runs it: prints
// how long each took, in milliseconds.
const nodeBytes = process.resourceUsage().maxRSS * 1024;
const times = {};
let last = performance.now();
function lap(name) {
  const now = performance.now();
  times[name] = now - last;
  last = now;
}

const core = await import("../../packages/core/dist/index.js");
lap("import");
const {
  add,
  averagePool2d,
  conv2d,
  createSession,
  crossEntropy,
  input,
  matMul,
  minimize,
  parameter,
  reshape,
  sgd,
  tanh,
} = core;
const weights = (name, shape) => {
  const count = shape.reduce((product, size) => product * size, 1);
  const bound = Math.sqrt(3 / (count / shape[0]));
  return parameter(name, {
    shape,
    initial: () => Float32Array.from({ length: count }, () => (2 * Math.random() - 1) * bound),
  });
};
const bias = (name, size) => parameter(name, { shape: [size], initial: () => new Float32Array(size) });
const convolved = (k, x, shape, options) =>
  add(conv2d(x, weights(`w${k}`, shape), options), reshape(bias(`b${k}`, shape[0]), [1, shape[0], 1, 1]));
const dense = (k, x, inputs, units) =>
  add(matMul(x, weights(`w${k}`, [units, inputs]), { transposeB: true }), bias(`b${k}`, units));
const x = input("x", [64, 1, 28, 28]);
const first = averagePool2d(tanh(convolved("1", x, [6, 1, 5, 5], { padding: 2 })), { size: 2 });
const second = averagePool2d(tanh(convolved("2", first, [16, 6, 5, 5], {})), { size: 2 });
const hidden = tanh(dense("4", tanh(dense("3", reshape(second, [64, 400]), 400, 120)), 120, 84));
const cost = crossEntropy(dense("5", hidden, 84, 10), input("y", [64], "i32"));
const step = minimize(cost, sgd({ learningRate: 0.05 }));
lap("graph");
const session = await createSession();
const program = await session.compile(step);
lap("compile");
const feeds = {
  x: Float32Array.from({ length: 64 * 784 }, () => Math.random()),
  y: Int32Array.from({ length: 64 }, (_, i) => i % 10),
};
last = performance.now();
program.run(feeds);
lap("firstStep");
program.run(feeds);
lap("secondStep");
program.run(feeds, { steps: 48 });
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ ...times, nodeBytes, peakBytes }));
