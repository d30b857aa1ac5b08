// TensorFlow.js on its `cpu` or `wasm` backend (first argument), one optimizer call a step.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Cannot, permuted, serve } from "./protocol.mjs";

const [backend] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// What the library says about faster packages does not belong into the answers.
for (const method of ["log", "info", "warn", "debug"]) console[method] = () => {};
const begin = performance.now();
const tf = require("@tensorflow/tfjs");
if (backend === "wasm") {
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
}
await tf.setBackend(backend);
await tf.ready();
const importMs = performance.now() - begin;

const linear = (p, k, x) => tf.add(tf.matMul(x, p[`w${k}`], false, true), p[`b${k}`]);
const crossEntropy = (z, hot) => tf.losses.softmaxCrossEntropy(hot, z);
const flat = (x) => tf.reshape(x, [x.shape[0], -1]);

function xor(p, x, y) {
  const output = tf.sigmoid(linear(p, "2", tf.sigmoid(linear(p, "1", x))));
  return tf.div(tf.sum(tf.square(tf.sub(output, y))), 8);
}

function mlp(p, x, y) {
  const layers = Object.keys(p).length / 2;
  let h = x;
  for (let k = 1; k <= layers; k += 1) h = k < layers ? tf.relu(linear(p, k, h)) : linear(p, k, h);
  return crossEntropy(h, y);
}

function lenetLogits(p, x) {
  const first = tf.avgPool(tf.tanh(tf.add(tf.conv2d(x, p.w1, 1, 2), p.b1)), 2, 2, 0);
  const second = tf.avgPool(tf.tanh(tf.add(tf.conv2d(first, p.w2, 1, 0), p.b2)), 2, 2, 0);
  return linear(p, "5", tf.tanh(linear(p, "4", tf.tanh(linear(p, "3", flat(second))))));
}

function normalized(p, k, x) {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm(x, mean, variance, p[`s${k}`], p[`g${k}`], 1e-5);
}

function cnn(p, x, y) {
  let h = x;
  for (const k of ["1", "2"]) {
    const z = tf.add(tf.conv2d(h, p[`w${k}`], 1, 1), p[`b${k}`]);
    h = tf.maxPool(tf.relu(normalized(p, k, z)), 2, 2, 0);
  }
  return crossEntropy(linear(p, "3", flat(h)), y);
}

function resnet(p, images, y) {
  const layer = (k, x, stride) => {
    const w = p[`w${k}`];
    return normalized(
      p,
      k,
      tf.conv2d(x, w, stride, (w.shape[0] - 1) / 2, "NHWC", 1, stride === 1 ? undefined : "floor"),
    );
  };
  let x = tf.relu(layer("0", images, 1));
  let channels = 16;
  for (const filters of [16, 32, 64]) {
    for (let block = 0; block < 3; block += 1) {
      const k = `${filters}_${block}`;
      const stride = filters > channels ? 2 : 1;
      const outer = layer(`${k}b`, tf.relu(layer(`${k}a`, x, stride)), 1);
      x = tf.relu(tf.add(outer, stride === 1 ? x : layer(`${k}c`, x, stride)));
      channels = filters;
    }
  }
  return crossEntropy(linear(p, "9", tf.mean(x, [1, 2])), y);
}

function lstm(p, x, y) {
  let hidden;
  let cell;
  const bias = tf.add(p.bi, p.bh);
  for (const now of tf.unstack(x)) {
    const ahead = tf.add(tf.matMul(now, p.wi, false, true), bias);
    const [i, f, g, o] = tf.split(hidden ? tf.add(ahead, tf.matMul(hidden, p.wh, false, true)) : ahead, 4, 1);
    const written = tf.mul(tf.sigmoid(i), tf.tanh(g));
    cell = cell ? tf.add(tf.mul(tf.sigmoid(f), cell), written) : written;
    hidden = tf.mul(tf.sigmoid(o), tf.tanh(cell));
  }
  return crossEntropy(linear(p, "o", hidden), y);
}

function transformer(p, x, y) {
  const batch = x.shape[0] / 64;
  const mask = tf.tensor2d(
    Array.from({ length: 64 }, (_, i) => Array.from({ length: 64 }, (__, j) => (j > i ? -1e9 : 0))),
  );
  const norm = (k, z) => {
    const { mean, variance } = tf.moments(z, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(z, mean), tf.rsqrt(tf.add(variance, 1e-5))), p[`g${k}`]), p[`s${k}`]);
  };
  const gelu = (z) =>
    tf.mul(
      tf.mul(z, 0.5),
      tf.add(tf.tanh(tf.mul(tf.add(z, tf.mul(tf.pow(z, 3), 0.044715)), Math.sqrt(2 / Math.PI))), 1),
    );
  let stream = tf.reshape(tf.add(tf.reshape(tf.gather(p.embedding, x), [batch, 64, 128]), p.position), [-1, 128]);
  for (let b = 0; b < 4; b += 1) {
    const inner = norm(`${b}a`, stream);
    const [q, k, v] = ["q", "k", "v"].map((name) =>
      tf.transpose(tf.reshape(linear(p, `${b}${name}`, inner), [batch, 64, 4, 32]), [0, 2, 1, 3]),
    );
    const weights = tf.softmax(tf.add(tf.mul(tf.matMul(q, k, false, true), 32 ** -0.5), mask));
    const mixed = tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [-1, 128]);
    stream = tf.add(stream, linear(p, `${b}o`, mixed));
    stream = tf.add(stream, linear(p, `${b}p`, gelu(linear(p, `${b}f`, norm(`${b}b`, stream)))));
  }
  return crossEntropy(linear(p, "out", norm("z", stream)), y);
}

const models = { xor, mlp, lenet5: (p, x, y) => crossEntropy(lenetLogits(p, x), y), cnn, resnet, lstm, transformer };
const flattened = { lenet5: ["w3", 16], cnn: ["w3", 64] };

/** Weights as this library takes them: filters last, and the layer after the images in the order of its pixels. */
function laidOut(workload, { name, shape, data }) {
  if (shape.length === 4) return permuted({ shape, data }, [2, 3, 1, 0]);
  const [flatName, channels] = flattened[workload.family] ?? [];
  if (name !== flatName) return { shape, data };
  const side = Math.sqrt(shape[1] / channels);
  const { data: mixed } = permuted({ shape: [shape[0], channels, side, side], data }, [0, 2, 3, 1]);
  return { shape, data: mixed };
}

function prepare(workload) {
  const p = {};
  for (const each of workload.weights) {
    const { shape, data } = laidOut(workload, each);
    p[each.name] = tf.variable(tf.tensor(data, shape));
  }
  const inputs = workload.inputs.map(({ name, shape, dtype, data }) => {
    if (shape.length === 4) {
      const { shape: last, data: values } = permuted({ shape, data }, [0, 2, 3, 1]);
      return tf.tensor(values, last);
    }
    if (dtype === "f32") return tf.tensor(data, shape);
    return name === "y"
      ? tf.oneHot(tf.tensor(data, shape, "int32"), workload.family === "transformer" ? 64 : 10).toFloat()
      : tf.tensor(data, shape, "int32");
  });
  const label = `${backend} backend`;
  if (workload.predicts) {
    const step = () => tf.tidy(() => lenetLogits(p, inputs[0]).dataSync());
    return [{ label, threads: 1, step }];
  }
  const { sgd, adam } = workload.optimizer;
  const optimizer = sgd === undefined ? tf.train.adam(adam, 0.9, 0.999, 1e-8) : tf.train.sgd(sgd);
  const model = models[workload.family];
  if (model === undefined) throw new Cannot("no such model here");
  const step = () => {
    const cost = optimizer.minimize(() => model(p, ...inputs), true);
    const [value] = cost.dataSync();
    cost.dispose();
    return value;
  };
  return [{ label, threads: 1, step }];
}

serve(prepare, importMs);
