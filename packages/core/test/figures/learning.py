"""Figures that the tests of optimizers, schedules and losses hold Chainrule against.

    python3 learning.py > learning.json      (needs torch; f64 throughout)
"""
import json
import torch

torch.set_default_dtype(torch.float64)
STEPS = 8


def quadratic(w):
    return 0.5 * (w[0] ** 2 + 10 * w[1] ** 2)


def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


STARTS = {"quadratic": (quadratic, [1.0, -2.0]), "rosenbrock": (rosenbrock, [-1.2, 1.0])}

O = torch.optim
OPTIMIZERS = {
    "sgd": ({"learningRate": 0.001}, lambda p: O.SGD(p, lr=0.001)),
    "sgd momentum": ({"learningRate": 0.001, "momentum": 0.9}, lambda p: O.SGD(p, lr=0.001, momentum=0.9)),
    "sgd nesterov": (
        {"learningRate": 0.001, "momentum": 0.9, "nesterov": True},
        lambda p: O.SGD(p, lr=0.001, momentum=0.9, nesterov=True),
    ),
    "sgd weightDecay": (
        {"learningRate": 0.001, "momentum": 0.8, "weightDecay": 0.1},
        lambda p: O.SGD(p, lr=0.001, momentum=0.8, weight_decay=0.1),
    ),
    "rmsprop": ({"learningRate": 0.01}, lambda p: O.RMSprop(p, lr=0.01)),
    "rmsprop centered": (
        {"learningRate": 0.01, "momentum": 0.5, "centered": True, "decay": 0.9},
        lambda p: O.RMSprop(p, lr=0.01, momentum=0.5, centered=True, alpha=0.9),
    ),
    "adagrad": ({"learningRate": 0.1}, lambda p: O.Adagrad(p, lr=0.1)),
    "adadelta": ({"learningRate": 1}, lambda p: O.Adadelta(p, lr=1.0)),
    "adam": ({"learningRate": 0.05}, lambda p: O.Adam(p, lr=0.05)),
    "adam weightDecay": (
        {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6, "weightDecay": 0.1},
        lambda p: O.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    ),
    "adamW": ({"learningRate": 0.05}, lambda p: O.AdamW(p, lr=0.05)),
    "nadam": ({"learningRate": 0.05}, lambda p: O.NAdam(p, lr=0.05)),
}


def optimizer_figures():
    figures = []
    for name, (options, make) in OPTIMIZERS.items():
        for problem, (f, start) in STARTS.items():
            w = torch.tensor(start, requires_grad=True)
            optimizer = make([w])
            trace = []
            for _ in range(STEPS):
                optimizer.zero_grad()
                f(w).backward()
                optimizer.step()
                trace.append(w.detach().tolist())
            figures.append({"name": name, "optimizer": name.split()[0], "options": options, "problem": problem, "trace": trace})
    # Lion has no implementation in torch: Chen et al. 2023, algorithm 2, written out.
    for problem, (f, start) in STARTS.items():
        w = torch.tensor(start, requires_grad=True)
        m = torch.zeros(2)
        trace = []
        for _ in range(STEPS):
            (g,) = torch.autograd.grad(f(w), w)
            with torch.no_grad():
                c = 0.9 * m + 0.1 * g
                w -= 0.01 * (torch.sign(c) + 0.1 * w)
                m = 0.99 * m + 0.01 * g
            trace.append(w.detach().tolist())
        figures.append({"name": "lion", "optimizer": "lion", "options": {"learningRate": 0.01, "weightDecay": 0.1}, "problem": problem, "trace": trace})
    # Clipping of all gradients together, then SGD.
    for problem, (f, start) in STARTS.items():
        w = torch.tensor(start, requires_grad=True)
        optimizer = O.SGD([w], lr=0.01)
        trace = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            f(w).backward()
            torch.nn.utils.clip_grad_norm_([w], 5.0)
            optimizer.step()
            trace.append(w.detach().tolist())
        figures.append({"name": "clipByGlobalNorm", "optimizer": "clipped", "options": {"learningRate": 0.01, "norm": 5}, "problem": problem, "trace": trace})
    return figures


def schedule_figures():
    def rates(make, steps):
        optimizer = O.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        schedule = make(optimizer)
        values = []
        for _ in range(steps):
            values.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return values

    S = O.lr_scheduler
    return [
        {"schedule": {"stepDecay": {"rate": 0.1, "every": 3, "factor": 0.5}}, "rates": rates(lambda o: S.StepLR(o, 3, 0.5), 10)},
        {"schedule": {"exponentialDecay": {"rate": 0.1, "factor": 0.9}}, "rates": rates(lambda o: S.ExponentialLR(o, 0.9), 10)},
        {"schedule": {"polynomialDecay": {"rate": 0.1, "duration": 8, "power": 2}}, "rates": rates(lambda o: S.PolynomialLR(o, 8, 2), 10)},
        {"schedule": {"cosineDecay": {"rate": 0.1, "duration": 9, "final": 0.01}}, "rates": rates(lambda o: S.CosineAnnealingLR(o, 9, 0.01), 10)},
        {
            "schedule": {"oneCycle": {"rate": 0.4, "duration": 10}},
            "rates": rates(lambda o: S.OneCycleLR(o, 0.4, total_steps=10, cycle_momentum=False), 9),
        },
        {
            "schedule": {"oneCycle": {"rate": 0.4, "duration": 20, "warmup": 0.25, "divisor": 10, "finalDivisor": 100}},
            "rates": rates(
                lambda o: S.OneCycleLR(o, 0.4, total_steps=20, pct_start=0.25, div_factor=10, final_div_factor=100, cycle_momentum=False), 19
            ),
        },
    ]


def loss_figures():
    g = torch.Generator().manual_seed(7)
    logits = (torch.randn(5, 4, generator=g) * 3).round(decimals=3)
    indices = torch.tensor([0, 3, 2, 2, 1])
    distributions = torch.softmax(torch.randn(5, 4, generator=g), 1).round(decimals=3)
    classes = torch.tensor([0.5, 2.0, 1.0, 0.25])
    a = torch.randn(5, 3, generator=g).round(decimals=3)
    b = torch.randn(5, 3, generator=g).round(decimals=3)
    bits = torch.tensor([[0.0, 1, 1], [1, 0, 0], [0, 0, 1], [1, 1, 1], [0, 1, 0]])
    F = torch.nn.functional
    cases = []

    def case(loss, options, output, target, f, target_type="f32"):
        x = output.clone().requires_grad_()
        value = f(x)
        value.backward()
        cases.append({
            "loss": loss, "options": options, "output": output.tolist(), "target": target.tolist(), "targetType": target_type,
            "value": value.item(), "gradient": x.grad.tolist(),
        })

    for options, keywords in [
        ({}, {}),
        ({"labelSmoothing": 0.1}, {"label_smoothing": 0.1}),
        ({"classWeights": classes.tolist()}, {"weight": classes}),
        ({"classWeights": classes.tolist(), "labelSmoothing": 0.2}, {"weight": classes, "label_smoothing": 0.2}),
    ]:
        case("crossEntropy", options, logits, indices, lambda x: F.cross_entropy(x, indices, **keywords), "i32")
        case("crossEntropy", options, logits, distributions, lambda x: F.cross_entropy(x, distributions, **keywords))
    case("binaryCrossEntropy", {}, a, bits, lambda x: F.binary_cross_entropy_with_logits(x, bits))
    case("binaryCrossEntropy", {"positiveWeight": 3}, a, bits, lambda x: F.binary_cross_entropy_with_logits(x, bits, pos_weight=torch.tensor(3.0)))
    p = torch.sigmoid(a).round(decimals=4)
    case("binaryCrossEntropy", {"from": "probabilities"}, p, bits, lambda x: F.binary_cross_entropy(x, bits))
    case("meanSquaredError", {}, a, b, lambda x: F.mse_loss(x, b))
    case("meanAbsoluteError", {}, a, b, lambda x: F.l1_loss(x, b))
    case("huber", {}, a, b, lambda x: F.huber_loss(x, b))
    case("huber", {"delta": 0.3}, a, b, lambda x: F.huber_loss(x, b, delta=0.3))
    signs = bits * 2 - 1
    case("hinge", {}, a, signs, lambda x: torch.clamp(1 - signs * x, min=0).mean())
    case("squaredErrorCost", {}, a, b, lambda x: ((x - b) ** 2).sum() / (2 * 5))
    return cases


print(json.dumps({
    "source": f"torch {torch.__version__}, f64, learning.py",
    "optimizers": optimizer_figures(),
    "schedules": schedule_figures(),
    "losses": loss_figures(),
}, separators=(",", ":")))
