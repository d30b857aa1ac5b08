"""Figures that the tests of losses over sequences hold Chainrule against.

    python3 sequences.py > sequences.json      (needs torch; f64 throughout)
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(11)


def randn(*shape):
    return (torch.randn(*shape, generator=generator) * 2).round(decimals=2)


logits = randn(2, 3, 4)
tokens = torch.tensor([[1, 3, -1], [0, -1, -1]])
full = torch.tensor([[1, 3, 2], [0, 1, 1]])
padded = torch.tensor([[1, 3, 0], [2, 0, 0]])
weights = torch.tensor([0.5, 2.0, 1.0, 0.25])
deep = randn(2, 2, 2, 3)
deep_tokens = torch.tensor([[[0, 2], [-1, 1]], [[2, -1], [1, 0]]])
distributions = torch.softmax(randn(2, 3, 4), 2).round(decimals=3)


def case(output, target, options, **keywords):
    x = output.clone().requires_grad_()
    # PyTorch has classes on axis 1.
    t = target if target.dtype == torch.int64 else target.movedim(-1, 1)
    value = F.cross_entropy(x.movedim(-1, 1), t, **keywords)
    value.backward()
    return {
        "options": options,
        "output": output.tolist(),
        "target": target.tolist(),
        "targetType": "i32" if target.dtype == torch.int64 else "f32",
        "value": value.item(),
        "gradient": [round(g, 15) for g in x.grad.flatten().tolist()],
    }


print(json.dumps({
    "source": f"torch {torch.__version__}, f64, sequences.py",
    "losses": [
        case(logits, full, {}),
        case(logits, tokens, {}, ignore_index=-1),
        case(logits, tokens, {"labelSmoothing": 0.1}, ignore_index=-1, label_smoothing=0.1),
        case(logits, tokens, {"classWeights": weights.tolist()}, ignore_index=-1, weight=weights),
        case(logits, tokens, {"classWeights": weights.tolist(), "labelSmoothing": 0.2}, ignore_index=-1, weight=weights, label_smoothing=0.2),
        case(logits, padded, {"ignoreIndex": 0}, ignore_index=0),
        case(deep, deep_tokens, {}, ignore_index=-1),
        case(logits, distributions, {}),
        case(logits, distributions, {"classWeights": weights.tolist(), "labelSmoothing": 0.2}, weight=weights, label_smoothing=0.2),
    ],
}, separators=(",", ":")))
