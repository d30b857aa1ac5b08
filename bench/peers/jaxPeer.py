"""JAX: the whole training step under `jit`, on the CPU."""

import os
import time

begin = time.perf_counter()
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from protocol import Setting, serve

import_ms = (time.perf_counter() - begin) * 1e3
threads = int(os.environ.get("CHAINRULE_BENCH_THREADS", "1"))


def linear(p, k, x):
    return x @ p[f"w{k}"].T + p[f"b{k}"]


def cross_entropy(logits, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()


def convolution(x, w, padding, stride=1):
    sides = [(padding, padding)] * 2
    return lax.conv_general_dilated(x, w, (stride, stride), sides, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def average_pool(x):
    return lax.reduce_window(x, 0.0, lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4


def max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def xor(p, x, y):
    output = jax.nn.sigmoid(linear(p, "2", jax.nn.sigmoid(linear(p, "1", x))))
    return ((output - y) ** 2).sum() / 8


def mlp(p, x, y):
    layers = len(p) // 2
    for k in range(1, layers + 1):
        x = linear(p, str(k), x)
        if k < layers:
            x = jax.nn.relu(x)
    return cross_entropy(x, y)


def lenet_logits(p, x):
    x = average_pool(jnp.tanh(convolution(x, p["w1"], 2) + p["b1"]))
    x = average_pool(jnp.tanh(convolution(x, p["w2"], 0) + p["b2"]))
    x = jnp.tanh(linear(p, "3", x.reshape(x.shape[0], -1)))
    return linear(p, "5", jnp.tanh(linear(p, "4", x)))


def lenet(p, x, y):
    return cross_entropy(lenet_logits(p, x), y)


def normalized(p, k, x):
    mean = x.mean((0, 1, 2))
    variance = ((x - mean) ** 2).mean((0, 1, 2))
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * p[f"g{k}"]) + p[f"s{k}"]


def cnn(p, x, y):
    for k in ("1", "2"):
        x = max_pool(jax.nn.relu(normalized(p, k, convolution(x, p[f"w{k}"], 1) + p[f"b{k}"])))
    return cross_entropy(linear(p, "3", x.reshape(x.shape[0], -1)), y)


def resnet(p, x, y):
    def layer(k, x, stride):
        w = p[f"w{k}"]
        return normalized(p, k, convolution(x, w, (w.shape[0] - 1) // 2, stride))

    x = jax.nn.relu(layer("0", x, 1))
    channels = 16
    for filters in (16, 32, 64):
        for block in range(3):
            k = f"{filters}_{block}"
            stride = 2 if filters > channels else 1
            outer = layer(f"{k}b", jax.nn.relu(layer(f"{k}a", x, stride)), 1)
            x = jax.nn.relu(outer + (x if stride == 1 else layer(f"{k}c", x, stride)))
            channels = filters
    return cross_entropy(linear(p, "9", x.mean((1, 2))), y)


def lstm(p, x, y):
    batch = x.shape[1]

    def cell(carry, ahead):
        hidden, memory = carry
        i, f, g, o = jnp.split(ahead + hidden @ p["wh"].T, 4, axis=1)
        memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
        hidden = jax.nn.sigmoid(o) * jnp.tanh(memory)
        return (hidden, memory), None

    start = jnp.zeros((batch, 128))
    (hidden, _), _ = lax.scan(cell, (start, start), x @ p["wi"].T + p["bi"] + p["bh"])
    return cross_entropy(linear(p, "o", hidden), y)


def transformer(p, x, y):
    batch = x.shape[0] // 64
    mask = jnp.where(jnp.triu(jnp.ones((64, 64)), 1) > 0, -1e9, 0.0)

    def layer_norm(k, x):
        mean = x.mean(-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(-1, keepdims=True)
        return (x - mean) * lax.rsqrt(variance + 1e-5) * p[f"g{k}"] + p[f"s{k}"]

    stream = (p["embedding"][x].reshape(batch, 64, 128) + p["position"]).reshape(-1, 128)
    for block in range(4):
        inner = layer_norm(f"{block}a", stream)
        q, k, v = (
            linear(p, f"{block}{name}", inner).reshape(batch, 64, 4, 32).transpose(0, 2, 1, 3) for name in "qkv"
        )
        weights = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) * 32**-0.5 + mask)
        mixed = (weights @ v).transpose(0, 2, 1, 3).reshape(-1, 128)
        stream = stream + linear(p, f"{block}o", mixed)
        wide = jax.nn.gelu(linear(p, f"{block}f", layer_norm(f"{block}b", stream)), approximate=True)
        stream = stream + linear(p, f"{block}p", wide)
    return cross_entropy(linear(p, "out", layer_norm("z", stream)), y)


models = {
    "xor": xor,
    "mlp": mlp,
    "lenet5": lenet,
    "cnn": cnn,
    "resnet": resnet,
    "lstm": lstm,
    "transformer": transformer,
}
flattened = {"lenet5": ("w3", 16), "cnn": ("w3", 64)}


def channels_last(workload):
    """Weights and images with channels last; the layer after the images reads them in that order."""
    weights = {name: np.transpose(w, (2, 3, 1, 0)) if w.ndim == 4 else w for name, w in workload.weights.items()}
    if workload.family in flattened:
        name, channels = flattened[workload.family]
        w = weights[name]
        side = int(np.sqrt(w.shape[1] // channels))
        weights[name] = w.reshape(-1, channels, side, side).transpose(0, 2, 3, 1).reshape(w.shape)
    inputs = {name: np.transpose(x, (0, 2, 3, 1)) if x.ndim == 4 else x for name, x in workload.inputs.items()}
    return weights, inputs


def update_rule(optimizer):
    kind, rate = next(iter(optimizer.items()))
    if kind == "sgd":
        return (lambda p: ()), lambda p, d, s: (jax.tree.map(lambda a, b: a - rate * b, p, d), s)

    def adam(p, d, s):
        m, v, t = s
        t = t + 1
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, d)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, d)
        first, second = 1 - 0.9**t, 1 - 0.999**t
        p = jax.tree.map(lambda a, b, c: a - rate * (b / first) / (jnp.sqrt(c / second) + 1e-8), p, m, v)
        return p, (m, v, t)

    return (lambda p: (jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), jnp.zeros(()))), adam


def prepare(workload):
    state = {}

    def start():
        if "step" in state:
            return
        weights, inputs = channels_last(workload)
        p = {name: jnp.asarray(w) for name, w in weights.items()}
        data = [jnp.asarray(x) for x in inputs.values()]
        state["data"] = data
        if workload.predicts:
            state["p"] = p
            state["step"] = jax.jit(lenet_logits)
            return
        initial, update = update_rule(workload.optimizer)
        state["carry"] = (p, initial(p))
        model = models[workload.family]

        def step(carry, *data):
            p, s = carry
            loss, d = jax.value_and_grad(model)(p, *data)
            return update(p, d, s), loss

        state["step"] = jax.jit(step, donate_argnums=0)

    def train():
        state["carry"], loss = state["step"](state["carry"], *state["data"])
        return float(loss)

    def predict():
        return np.asarray(state["step"](state["p"], *state["data"]))

    return [Setting("jit", threads, start, predict if workload.predicts else train)]


serve(prepare, import_ms)
