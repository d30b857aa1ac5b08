"""PyTorch: eager, or compiled when called with `compile`; each thread setting is one setting of the answer."""

import os
import sys
import time

begin = time.perf_counter()
import torch
import torch.nn.functional as F

from protocol import Cannot, Setting, serve

import_ms = (time.perf_counter() - begin) * 1e3
compiled = "compile" in sys.argv[1:]


def xor(p, x, y):
    hidden = torch.sigmoid(F.linear(x, p["w1"], p["b1"]))
    output = torch.sigmoid(F.linear(hidden, p["w2"], p["b2"]))
    return ((output - y) ** 2).sum() / 8


def mlp(p, x, y):
    layers = len(p) // 2
    for k in range(1, layers + 1):
        x = F.linear(x, p[f"w{k}"], p[f"b{k}"])
        if k < layers:
            x = F.relu(x)
    return F.cross_entropy(x, y)


def lenet_logits(p, x):
    x = F.avg_pool2d(torch.tanh(F.conv2d(x, p["w1"], p["b1"], padding=2)), 2)
    x = F.avg_pool2d(torch.tanh(F.conv2d(x, p["w2"], p["b2"])), 2)
    x = torch.tanh(F.linear(x.flatten(1), p["w3"], p["b3"]))
    x = torch.tanh(F.linear(x, p["w4"], p["b4"]))
    return F.linear(x, p["w5"], p["b5"])


def lenet(p, x, y):
    return F.cross_entropy(lenet_logits(p, x), y)


def normalized(p, stats, k, x):
    mean, variance = stats[k]
    return F.batch_norm(x, mean, variance, p[f"g{k}"], p[f"s{k}"], training=True)


def cnn(p, x, y, stats):
    for k in ("1", "2"):
        x = F.conv2d(x, p[f"w{k}"], p[f"b{k}"], padding=1)
        x = F.max_pool2d(F.relu(normalized(p, stats, k, x)), 2)
    return F.cross_entropy(F.linear(x.flatten(1), p["w3"], p["b3"]), y)


def resnet(p, x, y, stats):
    def convolution(k, x, stride):
        w = p[f"w{k}"]
        return normalized(p, stats, k, F.conv2d(x, w, stride=stride, padding=(w.shape[2] - 1) // 2))

    x = F.relu(convolution("0", x, 1))
    channels = 16
    for filters in (16, 32, 64):
        for block in range(3):
            k = f"{filters}_{block}"
            stride = 2 if filters > channels else 1
            inner = F.relu(convolution(f"{k}a", x, stride))
            outer = convolution(f"{k}b", inner, 1)
            x = F.relu(outer + (x if stride == 1 else convolution(f"{k}c", x, stride)))
            channels = filters
    return F.cross_entropy(F.linear(x.mean((2, 3)), p["w9"], p["b9"]), y)


def lstm(p, x, y):
    batch = x.shape[1]
    start = x.new_zeros(1, batch, 128)
    weights = [p["wi"], p["wh"], p["bi"], p["bh"]]
    _, hidden, _ = torch.lstm(x, (start, start), weights, True, 1, 0.0, True, False, False)
    return F.cross_entropy(F.linear(hidden[0], p["wo"], p["bo"]), y)


def transformer(p, x, y):
    batch = x.shape[0] // 64
    stream = (F.embedding(x, p["embedding"]).view(batch, 64, 128) + p["position"]).view(-1, 128)
    for block in range(4):
        inner = F.layer_norm(stream, (128,), p[f"g{block}a"], p[f"s{block}a"])
        q, k, v = (
            F.linear(inner, p[f"w{block}{name}"], p[f"b{block}{name}"]).view(batch, 64, 4, 32).transpose(1, 2)
            for name in "qkv"
        )
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        mixed = mixed.transpose(1, 2).reshape(-1, 128)
        stream = stream + F.linear(mixed, p[f"w{block}o"], p[f"b{block}o"])
        inner = F.layer_norm(stream, (128,), p[f"g{block}b"], p[f"s{block}b"])
        wide = F.gelu(F.linear(inner, p[f"w{block}f"], p[f"b{block}f"]), approximate="tanh")
        stream = stream + F.linear(wide, p[f"w{block}p"], p[f"b{block}p"])
    last = F.layer_norm(stream, (128,), p["gz"], p["sz"])
    return F.cross_entropy(F.linear(last, p["wout"], p["bout"]), y)


models = {
    "xor": xor,
    "mlp": mlp,
    "lenet5": lenet,
    "cnn": cnn,
    "resnet": resnet,
    "lstm": lstm,
    "transformer": transformer,
}


def setting_of(workload, threads, channels_last):
    """A setting with parameters and optimizer of its own."""
    state = {}
    model = lenet_logits if workload.predicts else models[workload.family]
    has_statistics = workload.family in ("cnn", "resnet")
    layout = torch.channels_last if channels_last else torch.contiguous_format

    def laid_out(tensor):
        return tensor.contiguous(memory_format=layout) if tensor.dim() == 4 else tensor

    def start():
        torch.set_num_threads(threads)
        if "model" in state:
            return
        p = {name: laid_out(torch.from_numpy(value.copy())) for name, value in workload.weights.items()}
        inputs = {name: torch.from_numpy(value) for name, value in workload.inputs.items()}
        inputs = {name: laid_out(v) if v.is_floating_point() else v.long() for name, v in inputs.items()}
        state["inputs"] = list(inputs.values())
        state["p"] = p
        if has_statistics:
            sizes = {name[1:]: value.shape[0] for name, value in p.items() if name.startswith("g")}
            stats = {k: (torch.zeros(size), torch.ones(size)) for k, size in sizes.items()}
            state["inputs"].append(stats)
        if not workload.predicts:
            for value in p.values():
                value.requires_grad_()
            kind, rate = next(iter(workload.optimizer.items()))
            optimizer = torch.optim.SGD if kind == "sgd" else torch.optim.Adam
            state["optimizer"] = optimizer(list(p.values()), lr=rate, fused=True)
        state["model"] = torch.compile(model) if compiled else model

    def train():
        state["optimizer"].zero_grad(set_to_none=True)
        loss = state["model"](state["p"], *state["inputs"])
        loss.backward()
        state["optimizer"].step()
        return loss.item()

    def predict():
        with torch.inference_mode():
            return state["model"](state["p"], *state["inputs"]).numpy()

    kind = "torch.compile" if compiled else "eager"
    label = f"{kind}{', channels last' if channels_last else ''}"
    return Setting(label, threads, start, predict if workload.predicts else train)


def prepare(workload):
    torch._dynamo.reset() if compiled else None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    counts = sorted({1, min(2, cores)})
    layouts = [False, True] if workload.family in ("cnn", "resnet") and not compiled else [False]
    if compiled:
        if workload.family == "lstm":
            raise Cannot("torch.compile leaves torch.lstm as it is: the same as eager")
        counts = counts[-1:]
    return [setting_of(workload, threads, layout) for threads in counts for layout in layouts]


serve(prepare, import_ms)
