"""The optimizers of openfl: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import BETAS

_FIRST: dict[str, Any] = {"*": None, "model_interface": None, "learning_rate": 0.01}
_NAMES = {"learning_rate": "lr", "epsilon": "eps"}

ENTRIES: dict[str, Entry] = {
    "NumPyAdagrad": Entry(
        "Adagrad",
        {**_FIRST, "initial_accumulator_value": 0.1, "epsilon": 1e-10},
        renamed=_NAMES,
        states={"grads_squared": "sum"},
        ignored=("model_interface",),
    ),
    "NumPyAdam": Entry(
        "Adam",  # whose moments start at 0
        {**_FIRST, "betas": (0.9, 0.999), "initial_accumulator_value": 0.0, "epsilon": 1e-8},
        renamed={**_NAMES, **BETAS},
        states={"grads_first_moment": "exp_avg", "grads_second_moment": "exp_avg_sq"},
        ignored=("model_interface",),
    ),
}

_ABSENT = {"NumPyYogi": "its second moment decays as well, and can become negative"}
CLASSES = make_classes(__package__, ENTRIES, absent=_ABSENT)
