"""The optimizers of thinc: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ...errors import HyperError
from ...schedules import Schedule
from .._dialect import REQUIRED, Entry, make_classes
from .._pieces import Given, read_elsewhere

_BETWEEN = ("above 0 and below 1", lambda x: 0 < x < 1)  # without one of them it is no Adam there
_L2: dict[str, Any] = {"L2": 0.0}
_AFTER: dict[str, Any] = {"grad_clip": 1.0, "L2_is_weight_decay": True, "use_averages": True}


def _decay(value: float | Schedule, given: Given) -> dict[str, Any]:
    wrong = ""
    if given["L2_is_weight_decay"]:
        wrong = "L2_is_weight_decay=False: the original decays the parameter after its step"
    elif given["grad_clip"] != 0:
        wrong = "grad_clip=0: the original adds the decay before it clips"
    if value != 0 and wrong:
        raise HyperError(f"L2={value!r} needs {wrong}", name="L2", value=value)
    return {"weight_decay": value}


def _clip(value: float | Schedule, given: Given) -> dict[str, Any]:
    """0 is no clipping; nothing is added to the norm."""
    return {"clip_each": None if value == 0 else value, "clip_eps": 0.0}


def _entry(rule: str, arguments: dict[str, Any], **tables: Any) -> Entry:
    return Entry(
        rule,
        {**arguments, **_AFTER},
        renamed={"learn_rate": "lr"},
        convert={
            "L2": _decay,
            "L2_is_weight_decay": read_elsewhere,
            "grad_clip": _clip,
        },
        ignored=("use_averages",),
        **tables,
    )


ENTRIES: dict[str, Entry] = {
    "Adam": _entry(
        "Adam",
        {"learn_rate": 1e-3, "*": None, **_L2, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        fixed={"eps_hat": True},
        must={"beta1": _BETWEEN, "beta2": _BETWEEN},
    ),
    "SGD": _entry("SGD", {"learn_rate": REQUIRED, "*": None, **_L2}),
}

_ABSENT = {"RAdam": "its bias corrections count one update more than there are"}
CLASSES = make_classes(__package__, ENTRIES, absent=_ABSENT)
