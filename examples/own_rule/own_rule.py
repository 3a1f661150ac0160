"""A rule of one's own on NumPy's arrays: builds own_rule.cpp and calls it (python own_rule.py)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().with_name("own_rule.cpp")


def build(folder: Path) -> ctypes.CDLL:
    """The library, compiled with the headers of the installed gradstep."""
    command = [sys.executable, "-m", "gradstep", "--include-dir"]
    include = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    library = folder / "own_rule.so"
    flags = ["-std=c++20", "-O2", "-shared", "-fPIC", "-I", include]
    compiler = os.environ.get("CXX", "c++")
    subprocess.run([compiler, *flags, str(SOURCE), "-o", str(library)], check=True)
    return ctypes.CDLL(str(library))


class Squashed:
    """Steps one array in place; its momentum is ``m``, its number of updates ``t``."""

    def __init__(self, library: ctypes.CDLL, p: np.ndarray, lr: float, decay: float, knee: float):
        self._call = {"f4": library.squashed_f32, "f8": library.squashed_f64}[p.dtype.str[1:]]
        array = np.ctypeslib.ndpointer(p.dtype, flags="C_CONTIGUOUS")
        written = np.ctypeslib.ndpointer(p.dtype, flags=["C_CONTIGUOUS", "WRITEABLE"])
        number, size = ctypes.c_double, ctypes.c_size_t
        self._call.argtypes = [*[number] * 3, ctypes.c_int64, size, written, array, written]
        self._call.restype = ctypes.c_char_p
        self.p, self.m, self.t = p, np.zeros_like(p), 0
        self.lr, self.decay, self.knee = lr, decay, knee

    def step(self, g: np.ndarray) -> None:
        """One update by the gradient ``g``, of the shape and dtype of ``p``."""
        if g.shape != self.p.shape:
            raise ValueError(f"g has shape {g.shape}, p has {self.p.shape}")
        hyper = self.lr, self.decay, self.knee
        problem = self._call(*hyper, self.t + 1, self.p.size, self.p, g, self.m)
        if problem is not None:
            raise ValueError(problem.decode())
        self.t += 1


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        p = np.linspace(-2, 2, 9)
        rule = Squashed(build(Path(folder)), p, lr=0.1, decay=0.9, knee=1.0)
        for _ in range(100):
            rule.step(2 * p)  # the gradient of the sum of squares
        print(p)
