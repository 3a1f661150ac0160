"""The optimizers of momo: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes
from .._pieces import BETAS, COUNTS_STEPS

_NAMES: dict[str, Any] = {
    **BETAS,
    "beta": "beta1",
    "lb": "f_min",
    "use_fstar": "adapt_lower_bound",
}
_STATES = {"grad_avg": "exp_avg", "grad_avg_sq": "exp_avg_sq"}

ENTRIES: dict[str, Entry] = {
    "Momo": Entry(
        "MoMo",
        dict(lr=1.0, weight_decay=0, beta=0.9, lb=0, bias_correction=False, use_fstar=False),
        renamed=_NAMES,
        states=_STATES,
    ),
    "MomoAdam": Entry(
        "MoMoAdam",
        dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, lb=0)
        | dict(divide=True, use_fstar=False),
        renamed=_NAMES,
        fixed=COUNTS_STEPS,
        convert={"divide": lambda value, given: {"no_prox": not value}},
        states=_STATES,
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
