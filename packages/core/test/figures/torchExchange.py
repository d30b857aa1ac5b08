"""Networks of PyTorch with their weights and outputs, for the test of exchange; and the other way round.

    python3 torchExchange.py            writes torchLenet.safetensors, torchMixed.safetensors, torchExchange.json
    python3 torchExchange.py FOLDER     reads FOLDER/{lenet,mixed}.safetensors and FOLDER/outputs.json, which Chainrule
                                        saved, and prints how far PyTorch's outputs are from Chainrule's

Needs torch, safetensors and numpy.
"""
import json
import sys
from pathlib import Path

import numpy
import torch
from safetensors.torch import load_file, save_file
from torch import nn

here = Path(__file__).parent
torch.manual_seed(7)
torch.use_deterministic_algorithms(True)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )


def mixed():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=4, bias=False), nn.GELU(), nn.MaxPool2d(3, 2, 1),
        nn.Flatten(), nn.LayerNorm(392), nn.Linear(392, 5), nn.Softmax(1),
    )


# Byte images, so that both sides start from exactly the same numbers.
images = numpy.random.default_rng(3).integers(0, 256, size=(3, 1, 28, 28), dtype=numpy.uint8)
inputs = torch.from_numpy(images.astype(numpy.float32) / numpy.float32(255))
networks = {"lenet": lenet(), "mixed": mixed()}


def outputs(network):
    network.eval()
    with torch.no_grad():
        return network(inputs)


if len(sys.argv) > 1:
    folder = Path(sys.argv[1])
    saved = json.loads((folder / "outputs.json").read_text())
    for name, network in networks.items():
        network.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
        difference = (outputs(network) - torch.tensor(saved[name]).reshape(3, -1)).abs().max().item()
        print(f"{name}: keys and shapes agree; largest difference of the outputs {difference:.3g}")
else:
    # Running statistics that are not the first ones.
    networks["mixed"].train()
    with torch.no_grad():
        for _ in range(5):
            networks["mixed"](torch.rand(16, 1, 28, 28))
    results = {}
    for name, network in networks.items():
        save_file(network.state_dict(), here / f"torch{name.capitalize()}.safetensors")
        results[name] = outputs(network).tolist()
    figures = {"source": f"PyTorch {torch.__version__.split('+')[0]}", "images": images.flatten().tolist(), "outputs": results}
    (here / "torchExchange.json").write_text(json.dumps(figures) + "\n")
