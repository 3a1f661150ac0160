"""The optimizers of lion_pytorch: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import BETAS, Given, by_first_rate, read_elsewhere


def _decay(value: float, given: Given) -> dict[str, Any]:
    if given["decoupled_weight_decay"]:  # by the constructor's rate, in every group
        value = by_first_rate(value, given.maps[-1]["lr"], "decoupled_weight_decay")
    return {"weight_decay": value}


ENTRIES: dict[str, Entry] = {
    "Lion": Entry(
        "Lion",
        dict(lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0, use_triton=False)
        | dict(decoupled_weight_decay=False),
        renamed=BETAS,
        convert={"weight_decay": _decay, "decoupled_weight_decay": read_elsewhere},
        ignored=("use_triton",),
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
