"""The optimizers of dadaptation: data on gradstep's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import BETAS, BETAS3, COUNTS_STEPS, GROWTH

_LOG: dict[str, Any] = {"log_every": 0}
_D0: dict[str, Any] = {"d0": 1e-6}
_GROWTH: dict[str, Any] = {**_D0, "growth_rate": float("inf")}
_FSDP: dict[str, Any] = {"fsdp_in_use": False}


def _entry(rule: str, arguments: Mapping[str, Any], **tables: Any) -> Entry:
    ignored = [name for name in ("log_every", "fsdp_in_use") if name in arguments]
    convert = GROWTH if "growth_rate" in arguments else {}
    return Entry(rule, arguments, fixed=COUNTS_STEPS, convert=convert, ignored=ignored, **tables)


ENTRIES: dict[str, Entry] = {
    "DAdaptAdaGrad": _entry(
        "DAdaptAdaGrad",
        dict(lr=1.0, momentum=0, **_LOG, weight_decay=0.0, eps=1e-6) | _GROWTH,
    ),
    "DAdaptAdam": _entry(
        "DAdaptAdam",
        dict(lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, **_LOG, decouple=False)
        | {"use_bias_correction": False, **_GROWTH, **_FSDP},
        renamed={
            **BETAS,
            "decouple": "decoupled_weight_decay",
            "use_bias_correction": "bias_correction",
        },
    ),
    "DAdaptAdan": _entry(
        "DAdaptAdan",
        dict(lr=1.0, betas=(0.98, 0.92, 0.99), eps=1e-8, weight_decay=0.02, no_prox=False)
        | {**_LOG, **_GROWTH},
        renamed=BETAS3,
        states={"pre_grad": "previous_grad"},
    ),
    "DAdaptLion": _entry(
        "DAdaptLion",
        dict(lr=1.0, betas=(0.9, 0.99), weight_decay=0.0) | {**_LOG, **_D0, **_FSDP},
        renamed=BETAS,
    ),
    "DAdaptSGD": _entry(
        "DAdaptSGD",
        dict(lr=1.0, momentum=0.0, weight_decay=0) | {**_LOG, **_GROWTH, **_FSDP},
        renamed={"weight_decay": None},  # there it is not in the norm of the first gradient
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
