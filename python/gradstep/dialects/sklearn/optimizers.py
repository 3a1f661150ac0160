"""The optimizers of sklearn: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ...errors import HyperError
from .._dialect import Entry, make_classes
from .._pieces import Given, with_momentum


def _schedule(value: str, given: Given) -> dict[str, Any]:
    if value not in ("constant", "adaptive"):
        raise HyperError(
            "lr_schedule must be 'constant' or 'adaptive' here, "
            f"not {value!r}; give learning_rate_init a schedule",
            name="lr_schedule",
            value=value,
        )
    return {}


ENTRIES: dict[str, Entry] = {
    "AdamOptimizer": Entry(
        "Adam",
        dict(learning_rate_init=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-8),
        renamed={
            "learning_rate_init": "lr",
            "beta_1": "beta1",
            "beta_2": "beta2",
            "epsilon": "eps",
        },
        fixed={"eps_hat": True},
        states={"ms": "exp_avg", "vs": "exp_avg_sq"},
    ),
    "SGDOptimizer": Entry(
        "SGD",
        dict(learning_rate_init=0.1, lr_schedule="constant", momentum=0.9, nesterov=True)
        | dict(power_t=0.5),
        renamed={"learning_rate_init": "lr"},
        fixed={"lr_in_momentum": True},
        convert={"lr_schedule": _schedule, "nesterov": with_momentum("nesterov")},
        ignored=("power_t",),
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
