"""The optimizers of lion_pytorch: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ...errors import HyperError
from .._dialect import Entry, make_classes
from .._pieces import BETAS, Given, first_rate, read_elsewhere


def _decay(value: float, given: Given) -> dict[str, Any]:
    if not given["decoupled_weight_decay"]:
        return {"weight_decay": value}
    lr = given.maps[-1]["lr"]  # of the constructor, in every group
    initial = first_rate(lr)
    if not initial > 0:
        raise HyperError(
            "decoupled_weight_decay divides by the first rate above 0, and lr has none",
            name="lr",
            value=lr,
        )
    return {"weight_decay": value / initial}


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
