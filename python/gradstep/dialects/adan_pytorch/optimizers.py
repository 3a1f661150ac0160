"""The optimizers of adan_pytorch: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import Given


def _betas(value: tuple[float, float, float], given: Given) -> dict[str, Any]:
    beta1, beta2, beta3 = (1 - weight for weight in value)
    return {"beta1": beta1, "beta2": beta2, "beta3": beta3}


ENTRIES: dict[str, Entry] = {
    "Adan": Entry(
        "Adan",
        dict(lr=1e-3, betas=(0.02, 0.08, 0.01), eps=1e-8, weight_decay=0, restart_cond=None),
        fixed={"skip_first": True},
        convert={"betas": _betas},
        states={
            "prev_grad": "previous_grad",
            "m": "exp_avg",
            "v": "exp_avg_diff",
            "n": "exp_avg_sq",
        },
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
