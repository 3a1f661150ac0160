"""The optimizers of parameterfree: data on gradstep's rules."""

from __future__ import annotations

from .._dialect import Entry, make_classes

ENTRIES: dict[str, Entry] = {
    "COCOB": Entry(
        "COCOB",
        dict(alpha=100, eps=1e-8, weight_decay=0),
        renamed={"alpha": "warmup_rounds"},
    ),
    "KT": Entry(
        "KT",
        dict(w=1e-4, weight_decay=0),
        # the wealth is won by gradients without the decay there
        renamed={"w": "initial_wealth", "weight_decay": None},
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
