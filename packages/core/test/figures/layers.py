"""A small network of every layer with weights, trained for three steps: what the tests of layers hold Chainrule against.

    python3 layers.py > layers.json      (needs torch; f64 throughout)
"""
import json
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


net = nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.MaxPool2d(2),
    Residual(nn.Sequential(nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.Tanh()), nn.Sequential(nn.Conv2d(4, 6, 1, bias=False))),
    nn.AvgPool2d(2, stride=1, padding=1),
    nn.Flatten(),
    nn.LayerNorm(96),
    nn.Linear(96, 5),
    nn.GELU(),
    nn.Linear(5, 3),
)
with torch.no_grad():
    for parameter in net.parameters():
        parameter.copy_(parameter.round(decimals=3))
x = (torch.randn(4, 2, 6, 6) * 64).round() / 64  # exact in f32, in which data are kept
y = torch.tensor([0, 2, 1, 2])
state = lambda: {key: value.tolist() for key, value in net.state_dict().items()}
before = state()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
losses = []
for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
net.eval()
print(json.dumps({
    "source": f"torch {torch.__version__}, f64, layers.py",
    "before": before, "after": state(), "inputs": x.tolist(), "targets": y.tolist(), "losses": losses, "outputs": net(x).tolist(),
}, separators=(",", ":")))
