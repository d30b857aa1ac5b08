"""Figures that the test of explanations holds Chainrule against: one update of a 2-3-2 network, mini-batch of 5.

    python3 explain.py > explain.json      (needs torch; f64 throughout)
"""
import json
import torch

torch.set_default_dtype(torch.float64)

X = torch.tensor([[0.5, -1.2], [1.5, 0.3], [-0.7, 0.8], [0.1, -0.4], [2.0, 1.1]])
Y = torch.tensor([0, 1, 1, 0, 1])
W1 = torch.tensor([[0.4, -0.3], [-0.8, 0.5], [0.2, 0.9]], requires_grad=True)
B1 = torch.tensor([0.1, -0.2, 0.05], requires_grad=True)
W2 = torch.tensor([[0.7, -0.6, 0.3], [-0.4, 0.8, -0.5]], requires_grad=True)
B2 = torch.tensor([0.02, -0.03], requires_grad=True)
PARAMETERS = {"0.weight": W1, "0.bias": B1, "2.weight": W2, "2.bias": B2}
RATE, MOMENTUM = 0.1, 0.9
STEPS = 3

optimizer = torch.optim.SGD(list(PARAMETERS.values()), lr=RATE, momentum=MOMENTUM)
steps = []
for _ in range(STEPS):
    before = {name: p.detach().clone() for name, p in PARAMETERS.items()}
    z1 = X @ W1.T + B1
    a1 = torch.tanh(z1)
    z2 = a1 @ W2.T + B2
    a2 = torch.nn.functional.leaky_relu(z2, 0.01)
    loss = torch.nn.functional.cross_entropy(a2, Y)
    nodes = {"z1": z1, "a1": a1, "z2": z2, "a2": a2}
    for node in nodes.values():
        node.retain_grad()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    steps.append(
        {
            "loss": loss.item(),
            "values": {name: node.tolist() for name, node in nodes.items()},
            "gradients": {
                **{name: node.grad.tolist() for name, node in nodes.items()},
                **{name: p.grad.tolist() for name, p in PARAMETERS.items()},
            },
            "before": {name: p.tolist() for name, p in before.items()},
            "after": {name: p.tolist() for name, p in PARAMETERS.items()},
            "momentum": {name: optimizer.state[p]["momentum_buffer"].tolist() for name, p in PARAMETERS.items()},
        }
    )

print(
    json.dumps(
        {
            "source": f"torch {torch.__version__.split('+')[0]}, f64",
            "x": X.tolist(),
            "y": Y.tolist(),
            "learningRate": RATE,
            "momentum": MOMENTUM,
            "steps": steps,
        },
        indent=1,
    )
)
