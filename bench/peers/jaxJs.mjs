// jax-js on its WebAssembly backend: the whole training step under `jit`.
import { Cannot, serve } from "./protocol.mjs";

const begin = performance.now();
const { init, defaultDevice, jit, lax, nn, numpy: np, valueAndGrad } = await import("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");
const importMs = performance.now() - begin;

// Arguments are owned: `.ref` keeps one that is used again.
const linear = (p, k, x) => np.matmul(x, np.transpose(p[`w${k}`])).add(p[`b${k}`]);
const perChannel = (b) => b.reshape([1, -1, 1, 1]);
const convolved = (p, k, x, padding) =>
  lax
    .convGeneralDilated(
      x,
      p[`w${k}`],
      [1, 1],
      [
        [padding, padding],
        [padding, padding],
      ],
    )
    .add(perChannel(p[`b${k}`]));
const flat = (x) => x.reshape([x.shape[0], -1]);

function windows(x) {
  const [n, c, height, width] = x.shape;
  return x.reshape([n, c, height / 2, 2, width / 2, 2]);
}

function crossEntropy(z, hot) {
  return nn
    .logSoftmax(z, -1)
    .mul(hot)
    .sum()
    .mul(-1 / hot.shape[0]);
}

function xor(p, x, y) {
  const output = nn.sigmoid(linear(p, "2", nn.sigmoid(linear(p, "1", x))));
  return np
    .square(output.sub(y))
    .sum()
    .mul(1 / 8);
}

function mlp(p, x, y) {
  const layers = Object.keys(p).length / 2;
  let h = x;
  for (let k = 1; k <= layers; k += 1) h = k < layers ? nn.relu(linear(p, k, h)) : linear(p, k, h);
  return crossEntropy(h, y);
}

function lenetLogits(p, x) {
  const first = np.mean(windows(np.tanh(convolved(p, "1", x, 2))), [3, 5]);
  const second = np.mean(windows(np.tanh(convolved(p, "2", first, 0))), [3, 5]);
  return linear(p, "5", np.tanh(linear(p, "4", np.tanh(linear(p, "3", flat(second))))));
}

function normalized(p, k, x) {
  const along = [0, 2, 3];
  const centred = x.ref.sub(np.mean(x, along, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), along, { keepdims: true });
  const factor = np.reciprocal(np.sqrt(variance.add(1e-5))).mul(perChannel(p[`g${k}`]));
  return centred.mul(factor).add(perChannel(p[`s${k}`]));
}

function cnn(p, x, y) {
  let h = x;
  for (const k of ["1", "2"]) h = np.max(windows(nn.relu(normalized(p, k, convolved(p, k, h, 1)))), [3, 5]);
  return crossEntropy(linear(p, "3", flat(h)), y);
}

function lstm(p, x, y) {
  let hidden;
  let cell;
  const bias = p.bi.add(p.bh);
  const fromInput = np.transpose(p.wi);
  const fromHidden = np.transpose(p.wh);
  for (const now of np.unstack(x)) {
    let gates = np.matmul(now, fromInput.ref).add(bias.ref);
    if (hidden) gates = gates.add(np.matmul(hidden, fromHidden.ref));
    const [i, f, g, o] = np.split(gates, 4, 1);
    const written = nn.sigmoid(i).mul(np.tanh(g));
    cell = cell ? nn.sigmoid(f).mul(cell).add(written) : written;
    hidden = nn.sigmoid(o).mul(np.tanh(cell.ref));
  }
  return crossEntropy(linear(p, "o", hidden), y);
}

function resnet(p, images, y) {
  const layer = (k, x, stride) => {
    const w = p[`w${k}`];
    const around = (w.shape[2] - 1) / 2;
    const sides = [around, around];
    return normalized(p, k, lax.convGeneralDilated(x, w, [stride, stride], [sides, sides]));
  };
  let x = nn.relu(layer("0", images, 1));
  let channels = 16;
  for (const filters of [16, 32, 64]) {
    for (let block = 0; block < 3; block += 1) {
      const k = `${filters}_${block}`;
      const stride = filters > channels ? 2 : 1;
      const outer = layer(`${k}b`, nn.relu(layer(`${k}a`, x.ref, stride)), 1);
      x = nn.relu(outer.add(stride === 1 ? x : layer(`${k}c`, x, stride)));
      channels = filters;
    }
  }
  return crossEntropy(linear(p, "9", np.mean(x, [2, 3])), y);
}

/** Tokens and targets come as one-hot rows. */
function transformer(p, x, y) {
  const batch = x.shape[0] / 64;
  const mask = np.array(
    Array.from({ length: 64 }, (_, i) => Array.from({ length: 64 }, (__, j) => (j > i ? -1e9 : 0))),
  );
  const norm = (k, z) => {
    const centred = z.ref.sub(np.mean(z, -1, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
    const deviation = np.reciprocal(np.sqrt(variance.add(1e-5)));
    return centred.mul(deviation).mul(p[`g${k}`]).add(p[`s${k}`]);
  };
  const embedded = np.matmul(x, p.embedding).reshape([batch, 64, 128]);
  let stream = embedded.add(p.position).reshape([-1, 128]);
  for (let b = 0; b < 4; b += 1) {
    const inner = norm(`${b}a`, stream.ref);
    const byHead = (name) =>
      np.transpose(linear(p, `${b}${name}`, inner.ref).reshape([batch, 64, 4, 32]), [0, 2, 1, 3]);
    const [q, k, v] = ["q", "k", "v"].map(byHead);
    inner.dispose();
    const scores = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(32 ** -0.5);
    const mixed = np.matmul(nn.softmax(scores.add(mask.ref), -1), v);
    stream = stream.add(linear(p, `${b}o`, np.transpose(mixed, [0, 2, 1, 3]).reshape([-1, 128])));
    const wide = nn.gelu(linear(p, `${b}f`, norm(`${b}b`, stream.ref)), { approximate: true });
    stream = stream.add(linear(p, `${b}p`, wide));
  }
  mask.dispose();
  return crossEntropy(linear(p, "out", norm("z", stream)), y);
}

const models = { resnet, transformer, xor, mlp, lenet5: (p, x, y) => crossEntropy(lenetLogits(p, x), y), cnn, lstm };

function arrayOf({ shape, data }) {
  return np.array(data.slice()).reshape(shape);
}

function oneHot({ shape, data }, classes) {
  const hot = new Float32Array(shape[0] * classes);
  data.forEach((label, i) => {
    hot[i * classes + label] = 1;
  });
  return arrayOf({ shape: [shape[0], classes], data: hot });
}

function mapped(tree, change) {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, change(value, name)]));
}

function prepare(workload) {
  const model = models[workload.family];
  if (model === undefined) throw new Cannot("no such model here");
  const classes = workload.family === "transformer" ? 64 : 10;
  let p = mapped(Object.fromEntries(workload.weights.map((each) => [each.name, each])), arrayOf);
  const data = workload.inputs.map((each) => (each.dtype === "i32" ? oneHot(each, classes) : arrayOf(each)));
  const label = "jit, wasm backend";
  if (workload.predicts) {
    const predict = jit(lenetLogits);
    return [
      {
        label,
        threads: 1,
        step: () =>
          predict(
            mapped(p, (w) => w.ref),
            data[0].ref,
          ).data(),
      },
    ];
  }
  const differentiated = valueAndGrad(model);
  const { sgd, adam } = workload.optimizer;
  if (adam === undefined) {
    const train = jit((weights, ...inputs) => {
      const [cost, d] = differentiated(
        mapped(weights, (w) => w.ref),
        ...inputs,
      );
      return [mapped(weights, (w, name) => w.sub(d[name].mul(sgd))), cost];
    });
    const step = async () => {
      const [next, cost] = train(p, ...data.map((x) => x.ref));
      p = next;
      return (await cost.data())[0];
    };
    return [{ label, threads: 1, step }];
  }
  let m = mapped(p, (w) => np.zeros(w.shape));
  let v = mapped(p, (w) => np.zeros(w.shape));
  let t = 0;
  const train = jit((weights, means, squares, rates, ...inputs) => {
    const [cost, d] = differentiated(
      mapped(weights, (w) => w.ref),
      ...inputs,
    );
    const nextMeans = mapped(means, (each, name) => each.mul(0.9).add(d[name].ref.mul(0.1)));
    const nextSquares = mapped(squares, (each, name) => each.mul(0.999).add(np.square(d[name]).mul(0.001)));
    const next = mapped(weights, (w, name) => {
      const root = np.sqrt(nextSquares[name].ref.mul(rates.second.ref)).add(1e-8);
      return w.sub(nextMeans[name].ref.mul(rates.first.ref).div(root));
    });
    rates.first.dispose();
    rates.second.dispose();
    return [next, nextMeans, nextSquares, cost];
  });
  const step = async () => {
    t += 1;
    const rates = { first: np.array(adam / (1 - 0.9 ** t)), second: np.array(1 / (1 - 0.999 ** t)) };
    const [next, nextMeans, nextSquares, cost] = train(p, m, v, rates, ...data.map((x) => x.ref));
    [p, m, v] = [next, nextMeans, nextSquares];
    return (await cost.data())[0];
  };
  return [{ label, threads: 1, step }];
}

serve(prepare, importMs);
