"""Writes safetensorsReference.json: files of the reference implementation, in base64, for the tests of serialization/.

python safetensorsReference.py > safetensorsReference.json   (needs safetensors, numpy and ml_dtypes)
"""

import base64
import json

import ml_dtypes
import numpy as np
import safetensors
from safetensors.numpy import save

weights = {
    "2.weight": np.arange(12, dtype=np.float32).reshape(3, 4) / 8,
    "0.weight": np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3),
    "0.bias": np.array([0.5, -0.5], dtype=np.float32),
    "10.bias": np.array([7], dtype=np.float32),
    "step": np.array(3, dtype=np.int32),
    "λ": np.array([1.5], dtype=np.float64),
    "empty": np.zeros((0, 3), dtype=np.float32),
    "mask": np.array([True, False, True]),
    "bytes": np.array([0, 128, 255], dtype=np.uint8),
    "wide": np.array([-(2**63), 2**63 - 1], dtype=np.int64),
    "u32": np.array([2**32 - 1], dtype=np.uint32),
    "i16": np.array([-3, 3], dtype=np.int16),
    "u16": np.array([65535], dtype=np.uint16),
    "i8": np.array([-128, 127], dtype=np.int8),
}
halves = {"half": np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, 0.333, np.inf, -np.inf], dtype=np.float16)}
brain = {"brain": np.array([0, 1, -2.5, 3.3895e38, 1e-38, 1e-40, 0.333, np.inf], dtype=ml_dtypes.bfloat16)}

print(
    json.dumps(
        {
            "source": f"safetensors {safetensors.__version__}, NumPy {np.__version__}, ml_dtypes {ml_dtypes.__version__}",
            "script": "safetensorsReference.py",
            "weights": base64.b64encode(save(weights, metadata={"format": "pt"})).decode(),
            "halves": base64.b64encode(save(halves)).decode(),
            "halfValues": [str(v) for v in halves["half"].astype(np.float64).tolist()],
            "brain": base64.b64encode(save(brain)).decode(),
            "brainValues": [str(v) for v in brain["brain"].astype(np.float64).tolist()],
        },
        indent=1,
    )
)
