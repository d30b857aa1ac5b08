"""Values and derivatives of elementwise functions at fixed points, in f64, kinks included.

    python3 elementwise.py > elementwise.json      (needs torch)
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

WIDE = [-30.0, -5.5, -3.0, -1.5, -1.0, -0.5, -1e-6, 0.0, 1e-6, 0.5, 1.0, 1.5, 2.5, 3.0, 5.5, 30.0]
POSITIVE = [1e-6, 0.25, 1.0, 1.5, 7.0, 1e6]
FUNCTIONS = {
    "abs": (torch.abs, WIDE),
    "sign": (torch.sign, WIDE),
    "exp": (torch.exp, WIDE),
    "expm1": (torch.expm1, WIDE),
    "log": (torch.log, POSITIVE),
    "log1p": (torch.log1p, POSITIVE),
    "sqrt": (torch.sqrt, POSITIVE),
    "rsqrt": (torch.rsqrt, POSITIVE),
    "sin": (torch.sin, WIDE),
    "cos": (torch.cos, WIDE),
    "tan": (torch.tan, WIDE),
    "floor": (torch.floor, WIDE),
    "ceil": (torch.ceil, WIDE),
    "round": (torch.round, WIDE),
    "erf": (torch.erf, WIDE),
    "clip": (lambda x: torch.clamp(x, -1, 1.5), WIDE),
    "relu": (torch.relu, WIDE),
    "sigmoid": (torch.sigmoid, WIDE),
    "tanh": (torch.tanh, WIDE),
    "leakyRelu": (F.leaky_relu, WIDE),
    "leakyRelu slope 0.2": (lambda x: F.leaky_relu(x, 0.2), WIDE),
    "elu": (F.elu, WIDE),
    "elu alpha 0.5": (lambda x: F.elu(x, 0.5), WIDE),
    "selu": (F.selu, WIDE),
    "gelu": (F.gelu, WIDE),
    "gelu tanh": (lambda x: F.gelu(x, approximate="tanh"), WIDE),
    "silu": (F.silu, WIDE),
    "softplus": (lambda x: F.softplus(x, threshold=100), WIDE),
    "softsign": (F.softsign, WIDE),
    "logSigmoid": (F.logsigmoid, WIDE),
    "hardSwish": (F.hardswish, WIDE),
    "hardSigmoid": (F.hardsigmoid, WIDE),
    "hardTanh": (F.hardtanh, WIDE),
    "mish": (F.mish, WIDE),
}
PAIRS = [(-2.0, 3.0), (0.5, 0.5), (1.5, -2.0), (2.0, 0.0), (0.0, 2.0), (3.0, 1.0), (0.25, -0.5), (0.0, 0.0)]
BINARY = {
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "pow": torch.pow,
    "div": torch.div,
}


def number(value):
    value = float(value.detach())
    return value if value == value and abs(value) != float("inf") else str(value)


figures = {"library": f"torch {torch.__version__}", "unary": {}, "binary": {}}
for name, (function, points) in FUNCTIONS.items():
    x = torch.tensor(points, requires_grad=True)
    y = function(x)
    y.sum().backward()
    figures["unary"][name] = [
        {"x": p, "y": number(v), "dx": number(d)} for p, v, d in zip(points, y.detach(), x.grad)
    ]
for name, function in BINARY.items():
    rows = []
    for pair in PAIRS:
        a, b = (torch.tensor(p, requires_grad=True) for p in pair)
        y = function(a, b)
        if not torch.isfinite(y):
            continue
        y.backward()
        rows.append({"a": pair[0], "b": pair[1], "y": number(y), "da": number(a.grad), "db": number(b.grad)})
    figures["binary"][name] = rows
print(json.dumps(figures, indent=1))
