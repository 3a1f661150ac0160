"""The optimizers of lion_pytorch: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import BETAS, Given, read_elsewhere


def _decay(value: float, given: Given) -> dict[str, Any]:
    lr = given["lr"]
    initial = lr(0) if callable(lr) else lr
    return {"weight_decay": value / initial if given["decoupled_weight_decay"] else value}


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
