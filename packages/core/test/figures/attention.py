"""Layers for sequences: what the tests hold Chainrule's embedding, attention and transformer layers against.

    OMP_NUM_THREADS=1 python3 attention.py > attention.json      (needs torch; f64 throughout)

Each case: layers as a configuration writes them, inputs, weights under PyTorch's names, the output, a gradient of the
output, and the gradients of weights and inputs that follow from it.
"""
import json
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
cases = []


def numbers(*shape, scale=1.0):
    """Random numbers that are exact in f32."""
    return (torch.randn(*shape) * scale * 64).round() / 64


def prepare(module):
    """Gives every parameter a value that is exact in f32 and not the usual 0 or 1."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(numbers(*parameter.shape, scale=0.4) + (1 if parameter.dim() == 1 and parameter.eq(1).all() else 0))
    return module.eval()


def case(name, layers, inputs, parameters, forward):
    """`parameters` by Chainrule's key; `forward` of the inputs."""
    inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    output = forward(*inputs)
    upstream = numbers(*output.shape)
    (output * upstream).sum().backward()
    cases.append({
        "name": name,
        "layers": layers,
        "inputs": [x.tolist() for x in inputs],
        "types": ["f32" if x.is_floating_point() else "i32" for x in inputs],
        "weights": {key: value.tolist() for key, value in parameters.items()},
        "output": output.tolist(),
        "outputGradient": upstream.tolist(),
        "gradients": {key: value.grad.tolist() for key, value in parameters.items()},
        "inputGradients": [None if x.grad is None else x.grad.tolist() for x in inputs],
    })


def under(key, module):
    """The module's parameters as Chainrule names them."""
    return {f"{key}.{name}": value for name, value in module.named_parameters()}


tokens = torch.tensor([[3, 1, 4, 1, 0], [2, 5, 0, 0, 0]])

table = prepare(nn.Embedding(6, 4))
case("an embedding", [{"embedding": {"size": 6, "width": 4}}], [tokens], under("0", table), table)

table = prepare(nn.Embedding(6, 4, padding_idx=0))
case("an embedding with padding", [{"embedding": {"size": 6, "width": 4, "padding": 0}}], [tokens], under("0", table), table)

table, inner = prepare(nn.Embedding(6, 4)), prepare(nn.Linear(4, 4))
bias = nn.Parameter(numbers(6))
case(
    "an embedding whose table scores the output",
    [{"embedding": {"size": 6, "width": 4}}, {"linear": 4}, "tanh", "tiedLinear"],
    [tokens],
    {**under("0", table), **under("1", inner), "3.bias": bias},
    lambda x: torch.tanh(inner(table(x))) @ table.weight.T + bias,
)

print(json.dumps({"source": f"torch {torch.__version__}, f64, attention.py", "cases": cases}, separators=(",", ":")))
