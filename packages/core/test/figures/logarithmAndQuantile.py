"""Writes logarithmAndQuantile.json: ln x and the normal quantile, rounded from 60 digits, for the tests of random/.

python logarithmAndQuantile.py > logarithmAndQuantile.json   (needs mpmath)
"""

import json
import random

import mpmath

mpmath.mp.dps = 60
random.seed(1)
arguments = [random.random() for _ in range(120)]
arguments += [1 + random.uniform(-1, 1) * 2.0**-k for k in range(1, 53, 2)]
arguments += [random.random() * 2.0**k for k in range(-1070, 1024, 60)]
arguments += [5e-324, 2.0**-1022, 1.7976931348623157e308, 2.0, 0.5, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951]
probabilities = [10.0**-k for k in range(1, 17)] + [random.random() for _ in range(60)] + [0.075, 0.925, 0.5, 2.0**-53, 1 - 2.0**-53]


def quantile(p):
    p = mpmath.mpf(p)
    return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)


print(
    json.dumps(
        {
            "source": f"mpmath {mpmath.__version__}, 60 digits",
            "script": "logarithmAndQuantile.py",
            "logarithms": [[x, float(mpmath.log(mpmath.mpf(x)))] for x in arguments],
            "quantiles": [[p, float(quantile(p))] for p in probabilities],
        },
        separators=(",", ":"),
    )
)
