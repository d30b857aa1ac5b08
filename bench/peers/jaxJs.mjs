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

const models = { xor, mlp, lenet5: (p, x, y) => crossEntropy(lenetLogits(p, x), y), cnn, lstm };

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
  if (model === undefined) throw new Cannot("not written for this library: its arrays are counted by hand, use by use");
  let p = mapped(Object.fromEntries(workload.weights.map((each) => [each.name, each])), arrayOf);
  const data = workload.inputs.map((each) => (each.dtype === "i32" ? oneHot(each, 10) : arrayOf(each)));
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
