"""The peer's side of the line protocol: JSON requests on standard input, one JSON answer a line on standard output."""

import json
import os
import resource
import sys
import time

import numpy as np


class Cannot(Exception):
    """The engine cannot do the workload; the message says why."""


class Workload:
    """A workload as the benchmark hands it over: a description, and values in one file."""

    def __init__(self, folder):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            self.manifest = json.load(file)
        self.values = np.fromfile(os.path.join(folder, "values.bin"), dtype=np.uint8)
        self.name = self.manifest["name"]
        self.family = self.manifest["model"]["family"]
        self.batch = self.manifest["batch"]
        self.optimizer = self.manifest.get("optimizer")
        self.predicts = self.manifest["output"] == "logits"
        self.weights = {each["name"]: self._read(each) for each in self.manifest["weights"]}
        self.inputs = {each["name"]: self._read(each) for each in self.manifest["inputs"]}

    def _read(self, entry):
        dtype = np.float32 if entry["dtype"] == "f32" else np.int32
        start = entry["offset"]
        flat = self.values[start : start + 4 * int(np.prod(entry["shape"]))].view(dtype)
        return flat.reshape(entry["shape"]).copy()


class Setting:
    """One way to run a workload. `start` resets the state; `step` does one step and gives the loss, or the logits."""

    def __init__(self, label, threads, start, step):
        self.label = label
        self.threads = threads
        self.start = start
        self.step = step


def serve(prepare, import_ms):
    """Answers requests until standard input ends. `prepare(workload)` gives the settings."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print goes to standard error
    settings = []
    state = {"current": None}

    def enter(index):
        if state["current"] != index:
            settings[index].start()
            state["current"] = index
        return settings[index]

    def answer(request):
        nonlocal settings
        if "prepare" in request:
            begin = time.perf_counter()
            settings = prepare(Workload(request["prepare"]["folder"]))
            named = [{"label": s.label, "threads": s.threads, "fast": False} for s in settings]
            return {"settings": named, "importMs": import_ms, "prepareMs": (time.perf_counter() - begin) * 1e3}
        if "check" in request:
            setting = enter(request["check"]["setting"])
            results, times = [], []
            for _ in range(request["check"]["steps"]):
                begin = time.perf_counter()
                result = setting.step()
                times.append((time.perf_counter() - begin) * 1e3)
                results.append(np.asarray(result, dtype=np.float64).reshape(-1)[:64].tolist())
            return {"results": results, "stepMs": times}
        if "warm" in request:
            setting = enter(request["warm"]["setting"])
            begin = time.perf_counter()
            steps = 0
            while steps == 0 or time.perf_counter() - begin < request["warm"]["seconds"]:
                setting.step()
                steps += 1
            return {"msPerStep": (time.perf_counter() - begin) * 1e3 / steps}
        if "round" in request:
            setting = enter(request["round"]["setting"])
            setting.step()
            steps = request["round"]["steps"]
            begin = time.perf_counter()
            for _ in range(steps):
                setting.step()
            return {"msPerStep": (time.perf_counter() - begin) * 1e3 / steps}
        if "memory" in request:
            return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        raise ValueError(f"unknown request {sorted(request)}")

    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Cannot as error:
            result = {"cannot": str(error)}
        except Exception as error:  # noqa: BLE001 - any failure of a peer becomes a row that says why
            text = str(error).strip().splitlines()
            result = {"cannot": f"{type(error).__name__}: {text[0] if text else ''}"[:200]}
        answers.write(json.dumps(result) + "\n")
        answers.flush()
