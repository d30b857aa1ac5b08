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


def written(tensor):
    """The numbers to 12 decimals."""
    return None if tensor is None else tensor.detach().round(decimals=12).tolist()


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
        "output": written(output),
        "outputGradient": upstream.tolist(),
        "gradients": {key: written(value.grad) for key, value in parameters.items()},
        "inputGradients": [written(x.grad) for x in inputs],
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

sequence = lambda width=4: numbers(2, 5, width)

norm = prepare(nn.RMSNorm(4, eps=2 ** -23))
case("a root-mean-square normalization", ["rmsNorm"], [sequence()], under("0", norm), norm)

norm = prepare(nn.LayerNorm(4))
case("a layer normalization of a sequence", ["layerNorm"], [sequence()], under("0", norm), norm)

for width in [4, 5]:
    angles = torch.arange(5)[:, None] / 10000 ** (torch.arange(0, width, 2) / width)
    table = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :width]
    case(f"sinusoidal positions of width {width}", ["sinusoidalPositions"], [sequence(width)], {}, lambda x: x + table)

places = prepare(nn.Embedding(7, 4))
case("learned positions", [{"learnedPositions": 7}], [sequence()], under("0", places), lambda x: x + places(torch.arange(5)))

channels_first = lambda layer: lambda x: layer(x.transpose(1, 2)).transpose(1, 2)
for name, options, ours in [
    ("", {}, {}),
    ("with stride, dilation, padding and groups", dict(stride=2, dilation=2, padding=3, groups=2), dict(stride=2, dilation=2, padding=3, groups=2)),
    ("of the same length", dict(padding="same"), dict(padding="same")),
]:
    kernel = 4 if "padding" in ours and ours["padding"] == "same" else 3
    layer = prepare(nn.Conv1d(4, 6, kernel, **options))
    case(f"a convolution {name}".strip(), [{"conv1d": {"filters": 6, "kernel": kernel, **ours}}], [sequence()], under("0", layer), channels_first(layer))
layer = prepare(nn.Conv1d(4, 3, 3, dilation=2))
case(
    "a causal convolution",
    [{"conv1d": {"filters": 3, "kernel": 3, "dilation": 2, "padding": "causal"}}],
    [sequence()],
    under("0", layer),
    lambda x: layer(nn.functional.pad(x.transpose(1, 2), (4, 0))).transpose(1, 2),
)

# The real positions of `tokens`: four and two.
real = tokens.ne(0)
count_real = real.sum(1, keepdim=True)
for name, pool in [
    ("mean", lambda x: (x * real[..., None]).sum(1) / count_real),
    ("max", lambda x: x.masked_fill(~real[..., None], -torch.inf).amax(1)),
    ("first", lambda x: x[:, 0]),
    ("last", lambda x: x[torch.arange(2), count_real[:, 0] - 1]),
]:
    table = prepare(nn.Embedding(6, 4, padding_idx=0))
    case(
        f"the {name} of real positions",
        [{"embedding": {"size": 6, "width": 4, "padding": 0}}, {"poolOverTime": name}],
        [tokens],
        under("0", table),
        lambda x: pool(table(x)),
    )

for name, activation in [("silu", nn.functional.silu), ("sigmoid", torch.sigmoid)]:
    w1, w3, w2 = (prepare(nn.Linear(i, o, bias=False)) for i, o in [(4, 6), (4, 6), (6, 4)])
    case(
        f"a feed-forward network gated by {name}",
        [{"gatedFeedForward": {"hidden": 6, "activation": name}}],
        [sequence()],
        {"0.w1.weight": w1.weight, "0.w3.weight": w3.weight, "0.w2.weight": w2.weight},
        lambda x: w2(activation(w1(x)) * w3(x)),
    )



def mha_keys(key, attention):
    return {name: value for name, value in under(key, attention).items() if value is not None}


causal = torch.ones(5, 5).triu(1).bool()
for name, options, bias in [("attention", {}, True), ("causal attention", {"causal": True}, True), ("attention without biases", {"bias": False}, False)]:
    layer = prepare(nn.MultiheadAttention(6, 2, bias=bias, batch_first=True))
    case(
        name,
        [{"multiHeadAttention": {"heads": 2, **options}}],
        [sequence(6)],
        mha_keys("0", layer),
        lambda x: layer(x, x, x, attn_mask=causal if "causal" in options else None, need_weights=False)[0],
    )

for name, options in [("attention past padding", {}), ("causal attention past padding", {"causal": True})]:
    table, layer = prepare(nn.Embedding(6, 4, padding_idx=0)), prepare(nn.MultiheadAttention(4, 2, batch_first=True))

    def padded(x):
        y = table(x)
        return layer(y, y, y, key_padding_mask=x.eq(0), attn_mask=causal if "causal" in options else None, need_weights=False)[0]

    case(
        name,
        [{"embedding": {"size": 6, "width": 4, "padding": 0}}, {"multiHeadAttention": {"heads": 2, **options}}],
        [tokens],
        {**under("0", table), **mha_keys("1", layer)},
        padded,
    )


def by_hand(layer, heads, x, turn=lambda t: t, bias=0, hidden=None):
    """Self-attention of `layer`'s weights with queries and keys turned and scores moved."""
    b, t, e = x.shape
    q, k, v = (x @ layer.in_proj_weight.T + (0 if layer.in_proj_bias is None else layer.in_proj_bias)).reshape(b, t, 3, heads, e // heads).permute(2, 0, 3, 1, 4)
    scores = turn(q) @ turn(k).transpose(-1, -2) / (e // heads) ** 0.5 + bias
    weights = (scores if hidden is None else scores.masked_fill(hidden, -torch.inf)).softmax(-1)
    return layer.out_proj((weights @ v).transpose(1, 2).reshape(b, t, e))


def rotate(x, base=10000):
    half = x.shape[-1] // 2
    angles = torch.arange(x.shape[-2])[:, None] * base ** (-torch.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    return torch.cat([first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()], -1)


for name, rotary, base in [("attention with rotary positions", True, 10000), ("attention with rotary positions of base 50", 50, 50)]:
    layer = prepare(nn.MultiheadAttention(8, 2, batch_first=True))
    case(
        name,
        [{"multiHeadAttention": {"heads": 2, "rotary": rotary, "causal": True}}],
        [sequence(8)],
        mha_keys("0", layer),
        lambda x: by_hand(layer, 2, x, lambda t: rotate(t, base), hidden=causal),
    )

distance = torch.arange(5)[None, :] - torch.arange(5)[:, None]
for name, options, rows, count in [
    ("attention with biases by distance", {"relative": 2}, distance.clamp(-2, 2) + 2, 5),
    ("causal attention with biases by distance", {"relative": 2, "causal": True}, (-distance).clamp(0, 2), 3),
]:
    layer, table = prepare(nn.MultiheadAttention(4, 2, batch_first=True)), prepare(nn.Embedding(count, 2))
    case(
        name,
        [{"multiHeadAttention": {"heads": 2, **options}}],
        [sequence()],
        {**mha_keys("0", layer), "0.relative_attention_bias.weight": table.weight},
        lambda x: by_hand(layer, 2, x, bias=table(rows).permute(2, 0, 1), hidden=causal if "causal" in options else None),
    )

for name, memory_width in [("cross-attention", 4), ("cross-attention to another width", 3)]:
    layer = prepare(nn.MultiheadAttention(4, 2, batch_first=True, kdim=memory_width, vdim=memory_width))
    case(
        name,
        [{"crossAttention": 2}],
        [sequence(), numbers(2, 3, memory_width)],
        mha_keys("0", layer),
        lambda x, memory: layer(x, memory, memory, need_weights=False)[0],
    )


for name, options, activation in [
    ("a transformer block", {"activation": "relu"}, "relu"),
    ("a causal transformer block with gelu", {"activation": "gelu", "causal": True}, "gelu"),
]:
    layer = prepare(nn.TransformerEncoderLayer(4, 2, 6, 0, activation, batch_first=True, norm_first=True))
    hide = causal if "causal" in options else None
    case(name, [{"transformerEncoder": {"heads": 2, "hidden": 6, **options}}], [sequence()], under("0", layer), lambda x: layer(x, src_mask=hide))

table = prepare(nn.Embedding(6, 4, padding_idx=0))
layer = prepare(nn.TransformerEncoderLayer(4, 2, 6, 0, batch_first=True, norm_first=True))
case(
    "a transformer block past padding",
    [{"embedding": {"size": 6, "width": 4, "padding": 0}}, {"transformerEncoder": {"heads": 2, "hidden": 6}}, {"poolOverTime": "mean"}],
    [tokens],
    {**under("0", table), **under("1", layer)},
    lambda x: (layer(table(x), src_key_padding_mask=~real) * real[..., None]).sum(1) / count_real,
)

# As Llama has it: root-mean-square normalization, rotary positions, SwiGLU, no biases.
attend, norm1, norm2 = nn.MultiheadAttention(4, 2, bias=False, batch_first=True), nn.RMSNorm(4, eps=2 ** -23), nn.RMSNorm(4, eps=2 ** -23)
w1, w3, w2 = (prepare(nn.Linear(i, o, bias=False)) for i, o in [(4, 6), (4, 6), (6, 4)])
for module in [attend, norm1, norm2]:
    prepare(module)
attend.in_proj_bias = None


def llama(x):
    x = x + by_hand(attend, 2, norm1(x), rotate, hidden=causal)
    h = norm2(x)
    return x + w2(nn.functional.silu(w1(h)) * w3(h))


case(
    "a transformer block as Llama has it",
    [{"transformerEncoder": {"heads": 2, "hidden": 6, "norm": "rmsNorm", "gated": True, "activation": "silu", "rotary": True, "causal": True, "bias": False}}],
    [sequence()],
    {
        "0.self_attn.in_proj_weight": attend.in_proj_weight,
        "0.self_attn.out_proj.weight": attend.out_proj.weight,
        "0.linear1.weight": w1.weight,
        "0.linear3.weight": w3.weight,
        "0.linear2.weight": w2.weight,
        "0.norm1.weight": norm1.weight,
        "0.norm2.weight": norm2.weight,
    },
    llama,
)

layer = prepare(nn.TransformerDecoderLayer(4, 2, 6, 0, batch_first=True, norm_first=True))
case(
    "a transformer block that looks at another sequence",
    [{"transformerDecoder": {"heads": 2, "hidden": 6}}],
    [sequence(), numbers(2, 3, 4)],
    under("0", layer),
    lambda x, memory: layer(x, memory, tgt_mask=causal),
)

print(json.dumps({"source": f"torch {torch.__version__}, f64, attention.py", "cases": cases}, separators=(",", ":")))
