"""Plain NumPy with derivatives written by hand: what a from-scratch program reaches."""

import os
import time

begin = time.perf_counter()
import numpy as np

from protocol import Cannot, Setting, serve

import_ms = (time.perf_counter() - begin) * 1e3
threads = int(os.environ.get("CHAINRULE_BENCH_THREADS", "1"))


def softmax_cost(z, y):
    """Cross-entropy of the logits and its gradient."""
    rows = np.arange(len(y))
    z = z - z.max(1, keepdims=True)
    e = np.exp(z)
    total = e.sum(1, keepdims=True)
    cost = (np.log(total[:, 0]) - z[rows, y]).mean()
    dz = e / total
    dz[rows, y] -= 1
    return cost, dz / len(y)


def xor(p, x, y):
    h = 1 / (1 + np.exp(-(x @ p["w1"].T + p["b1"])))
    o = 1 / (1 + np.exp(-(h @ p["w2"].T + p["b2"])))
    dz2 = (o - y) / len(y) * o * (1 - o)
    dz1 = dz2 @ p["w2"] * h * (1 - h)
    d = {"w2": dz2.T @ h, "b2": dz2.sum(0), "w1": dz1.T @ x, "b1": dz1.sum(0)}
    return ((o - y) ** 2).sum() / (2 * len(y)), d


def mlp(p, x, y):
    layers = len(p) // 2
    inputs = [x]
    for k in range(1, layers + 1):
        x = inputs[-1] @ p[f"w{k}"].T + p[f"b{k}"]
        if k < layers:
            np.maximum(x, 0, out=x)
        inputs.append(x)
    cost, dz = softmax_cost(x, y)
    d = {}
    for k in range(layers, 0, -1):
        d[f"w{k}"] = dz.T @ inputs[k - 1]
        d[f"b{k}"] = dz.sum(0)
        if k > 1:
            dz = dz @ p[f"w{k}"] * (inputs[k - 1] > 0)
    return cost, d


def columns(x, size):
    """The windows of images, one a row: [images · rows · columns, channels · size · size]."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * size * size)


def convolve(x, w, b):
    n, _, height, width = x.shape
    size = w.shape[2]
    c = columns(x, size)
    z = c @ w.reshape(len(w), -1).T + b
    return z.reshape(n, height - size + 1, width - size + 1, len(w)).transpose(0, 3, 1, 2), c


def pool(x):
    n, c, height, width = x.shape
    return x.reshape(n, c, height // 2, 2, width // 2, 2).mean((3, 5))


def spread(dx):
    return dx.repeat(2, 2).repeat(2, 3) / 4


def lenet_forward(p, x):
    z1, c1 = convolve(np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2))), p["w1"], p["b1"])
    a1 = np.tanh(z1)
    z2, c2 = convolve(pool(a1), p["w2"], p["b2"])
    a2 = np.tanh(z2)
    f = pool(a2).reshape(len(x), -1)
    h3 = np.tanh(f @ p["w3"].T + p["b3"])
    h4 = np.tanh(h3 @ p["w4"].T + p["b4"])
    return h4 @ p["w5"].T + p["b5"], (c1, a1, c2, a2, f, h3, h4)


def lenet(p, x, y):
    z, (c1, a1, c2, a2, f, h3, h4) = lenet_forward(p, x)
    cost, dz = softmax_cost(z, y)
    d = {"w5": dz.T @ h4, "b5": dz.sum(0)}
    dz = dz @ p["w5"] * (1 - h4 * h4)
    d |= {"w4": dz.T @ h3, "b4": dz.sum(0)}
    dz = dz @ p["w4"] * (1 - h3 * h3)
    d |= {"w3": dz.T @ f, "b3": dz.sum(0)}
    dz = spread((dz @ p["w3"]).reshape(len(x), 16, 5, 5)) * (1 - a2 * a2)
    rows = dz.transpose(0, 2, 3, 1).reshape(-1, 16)
    d |= {"w2": (rows.T @ c2).reshape(p["w2"].shape), "b2": rows.sum(0)}
    dc = (rows @ p["w2"].reshape(16, -1)).reshape(len(x), 10, 10, 6, 5, 5)
    dx = np.zeros((len(x), 6, 14, 14), np.float32)
    for i in range(5):
        for j in range(5):
            dx[:, :, i : i + 10, j : j + 10] += dc[:, :, :, :, i, j].transpose(0, 3, 1, 2)
    dz = spread(dx) * (1 - a1 * a1)
    rows = dz.transpose(0, 2, 3, 1).reshape(-1, 6)
    d |= {"w1": (rows.T @ c1).reshape(p["w1"].shape), "b1": rows.sum(0)}
    return cost, d


models = {"xor": xor, "mlp": mlp, "lenet5": lenet}


def prepare(workload):
    if workload.family not in models:
        raise Cannot("no derivatives of its own: written by hand here for the dense networks and LeNet only")
    model = models[workload.family]
    state = {}

    def start():
        if state:
            return
        state["p"] = {name: w.copy() for name, w in workload.weights.items()}
        state["slots"] = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in workload.weights.items()}
        state["t"] = 0
        state["data"] = list(workload.inputs.values())

    def train():
        p = state["p"]
        cost, d = model(p, *state["data"])
        kind, rate = next(iter(workload.optimizer.items()))
        rate = np.float32(rate)
        if kind == "sgd":
            for name in p:
                p[name] -= rate * d[name].astype(np.float32, copy=False)
            return float(cost)
        state["t"] += 1
        first, second = np.float32(1 - 0.9 ** state["t"]), np.float32(1 - 0.999 ** state["t"])
        for name in p:
            m, v = state["slots"][name]
            m += np.float32(0.1) * (d[name] - m)
            v += np.float32(0.001) * (d[name] * d[name] - v)
            p[name] -= rate * (m / first) / (np.sqrt(v / second) + np.float32(1e-8))
        return float(cost)

    def predict():
        return lenet_forward(state["p"], state["data"][0])[0]

    return [Setting("by hand", threads, start, predict if workload.predicts else train)]


serve(prepare, import_ms)
