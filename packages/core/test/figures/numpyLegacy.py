"""Writes numpyLegacy.json: figures of NumPy's legacy generator for the tests of numpyRandom.

python numpyLegacy.py > numpyLegacy.json
"""

import json
import platform

import numpy as np


def figures(seed):
    legacy = np.random.RandomState
    one = legacy(seed)
    mixed = legacy(seed)
    before = mixed.randn(3)  # leaves a cached Gaussian behind
    return {
        "seed": seed,
        "rand": legacy(seed).rand(2, 3).tolist(),
        "rand0": legacy(seed).rand(),
        "randn": legacy(seed).randn(2, 3, 2).tolist(),
        "randomSample": legacy(seed).random_sample((2, 2)).tolist(),
        "uniform": legacy(seed).uniform(-0.5, 2.5, 4).tolist(),
        "normal": legacy(seed).normal(3, 0.25, (2, 2)).tolist(),
        "randint10": legacy(seed).randint(10, size=12).tolist(),
        "randint2": legacy(seed).randint(0, 2, size=(3, 4)).tolist(),
        "randintNegative": legacy(seed).randint(-1000, 1000, size=6).tolist(),
        "randint32": legacy(seed).randint(0, 2**32, size=4).tolist(),
        "randint40": legacy(seed).randint(0, 2**40 + 12345, size=6).tolist(),
        "permutation": legacy(seed).permutation(17).tolist(),
        "permutationRows": legacy(seed).permutation(np.arange(12).reshape(6, 2)).tolist(),
        "shuffle": shuffled(legacy(seed)),
        "choice": legacy(seed).choice(7, 9).tolist(),
        "choiceWithout": legacy(seed).choice(7, 5, replace=False).tolist(),
        "choiceWeighted": legacy(seed).choice(3, 9, p=[0.2, 0.5, 0.3]).tolist(),
        "far": [one.rand() for _ in range(2000)][-3:],
        "mixed": [*before.tolist(), mixed.rand(), mixed.randn(), mixed.randint(100), mixed.randn()],
    }


def shuffled(generator):
    values = list("abcdefghij")
    generator.shuffle(values)
    return values


def xor():
    """The weights of a 2-3-1 network, Xavier: randn / sqrt(fan in)."""
    np.random.seed(48)
    hidden = np.random.randn(3, 2) / np.sqrt(2)
    output = np.random.randn(1, 3) / np.sqrt(3)
    plain = np.random.randn(3, 2) * 0.01
    return {"seed": 48, "hidden": hidden.tolist(), "output": output.tolist(), "plain": plain.tolist()}


print(
    json.dumps(
        {
            "source": f"NumPy {np.__version__}, Python {platform.python_version()}, {platform.libc_ver()}",
            "script": "numpyLegacy.py",
            "xor": xor(),
            "seeds": [figures(seed) for seed in [0, 1, 2, 42, 48, 1234567, 2**31, 2**32 - 1, [1, 2, 3], [4294967295] * 700]],
        },
        separators=(",", ":"),
    )
)
