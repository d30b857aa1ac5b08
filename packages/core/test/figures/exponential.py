"""Writes exponential.json: e^x rounded from 60 digits, for the tests of random/.

python exponential.py > exponential.json   (needs mpmath)
"""

import json
import random

import mpmath

mpmath.mp.dps = 60
random.seed(2)
arguments = [random.uniform(-40, 0) for _ in range(60)]
arguments += [random.uniform(-1, 1) * 2.0**-k for k in range(0, 60, 4)]
arguments += [random.uniform(-700, 700) for _ in range(30)]
arguments += [0.0, 1.0, -1.0, 0.34657359027997264, -0.34657359027997264, 709.7, -708.3, -744.0]
print(
    json.dumps(
        {
            "source": f"mpmath {mpmath.__version__}, 60 digits",
            "script": "exponential.py",
            "exponentials": [[x, float(mpmath.exp(mpmath.mpf(x)))] for x in arguments],
        },
        separators=(",", ":"),
    )
)
