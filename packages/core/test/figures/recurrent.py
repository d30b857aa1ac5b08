"""Recurrent layers with given weights: outputs, final states and gradients, which the tests of layers hold Chainrule against.

    python3 recurrent.py > recurrent.json      (needs torch; f64 throughout)

The loss is the sum of outputs and final states, each times its own coefficient. Where there are lengths, the sequences go
through pack_padded_sequence and come back through pad_packed_sequence.
"""
import json
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
BATCH, STEPS, FEATURES, UNITS = 3, 4, 2, 3
LENGTHS = [2, 4, 1]


def sixteenths(*shape):
    return (torch.randn(*shape) * 16).round() / 16  # exact in f32


def numbers(tensor):
    return json.loads(json.dumps(tensor.tolist()), parse_float=lambda text: float(f"{float(text):.12g}"))


def case(kind, layers, bidirectional, lengths, initial, activation="tanh"):
    options = {"num_layers": layers, "bidirectional": bidirectional, "batch_first": True}
    net = {
        "rnn": lambda: nn.RNN(FEATURES, UNITS, nonlinearity=activation, **options),
        "lstm": lambda: nn.LSTM(FEATURES, UNITS, **options),
        "gru": lambda: nn.GRU(FEATURES, UNITS, **options),
    }[kind]()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_((parameter * 64).round() / 64)
    directions = 2 if bidirectional else 1
    x = sixteenths(BATCH, STEPS, FEATURES).requires_grad_()
    states = ["h", "c"] if kind == "lstm" else ["h"]
    first = [sixteenths(layers * directions, BATCH, UNITS).requires_grad_() for _ in states] if initial else None
    given = None if first is None else tuple(first) if kind == "lstm" else first[0]
    if lengths:
        packed, last = net(pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False), given)
        y, _ = pad_packed_sequence(packed, batch_first=True, total_length=STEPS)
    else:
        y, last = net(x, given)
    last = list(last) if kind == "lstm" else [last]
    results = [y, *last]
    coefficients = [sixteenths(*result.shape) for result in results]
    loss = sum((result * by).sum() for result, by in zip(results, coefficients))
    loss.backward()
    return {
        "kind": kind, "layers": layers, "bidirectional": bidirectional, "activation": activation,
        "lengths": LENGTHS if lengths else None,
        "weights": {key: numbers(value) for key, value in net.state_dict().items()},
        "x": numbers(x), "initial": None if first is None else [numbers(state) for state in first],
        "coefficients": [numbers(by) for by in coefficients],
        "y": numbers(y), "last": [numbers(state) for state in last], "loss": loss.item(),
        "gradients": {key: numbers(value.grad) for key, value in net.named_parameters()},
        "dx": numbers(x.grad), "dInitial": None if first is None else [numbers(state.grad) for state in first],
    }


cases = []
for kind, activation in (("rnn", "tanh"), ("rnn", "relu"), ("lstm", "tanh"), ("gru", "tanh")):
    for layers, bidirectional, lengths, initial in (
        (1, False, False, False), (2, False, True, False), (1, True, True, True), (2, True, False, True),
    ):
        cases.append(case(kind, layers, bidirectional, lengths, initial, activation))
print(json.dumps({"source": f"torch {torch.__version__}, f64, recurrent.py", "cases": cases}, separators=(",", ":")))
