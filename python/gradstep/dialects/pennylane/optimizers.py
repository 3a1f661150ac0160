"""The optimizers of pennylane: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ...schedules import Schedule
from .._dialect import Entry, make_classes
from .._pieces import Given, with_momentum

_STEP = {"stepsize": "lr"}
_MOMENTUM: dict[str, Any] = dict(stepsize=0.01, momentum=0.9)


def _nesterov(value: float | Schedule, given: Given) -> dict[str, Any]:
    return {"momentum": value, **with_momentum("nesterov")(True, given)}


ENTRIES: dict[str, Entry] = {
    "AdagradOptimizer": Entry(
        "Adagrad",
        dict(stepsize=0.01, eps=1e-8),
        renamed=_STEP,
        fixed={"eps_in_sqrt": True},
        states={"accumulation": "sum"},
    ),
    "AdamOptimizer": Entry(
        "Adam",
        dict(stepsize=0.01, beta1=0.9, beta2=0.99, eps=1e-8),
        renamed=_STEP,
        fixed={"eps_hat": True},
        states={"fm": "exp_avg", "sm": "exp_avg_sq"},
    ),
    "GradientDescentOptimizer": Entry("SGD", dict(stepsize=0.01), renamed=_STEP),
    "MomentumOptimizer": Entry(
        "SGD",
        _MOMENTUM,
        renamed=_STEP,
        fixed={"lr_in_momentum": True},
        states={"accumulation": "momentum_buffer"},
    ),
    "NesterovMomentumOptimizer": Entry(
        "SGD",
        _MOMENTUM,
        renamed=_STEP,
        fixed={"lr_in_momentum": True},
        convert={"momentum": _nesterov},
        states={"accumulation": "momentum_buffer"},
    ),
    "RMSPropOptimizer": Entry(
        "RMSprop",
        dict(stepsize=0.01, decay=0.9, eps=1e-8),
        renamed={**_STEP, "decay": "alpha"},
        fixed={"eps_in_sqrt": True},
        states={"accumulation": "square_avg"},
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
