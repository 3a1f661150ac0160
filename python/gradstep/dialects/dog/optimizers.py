"""The optimizers of dog: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from .._dialect import Entry, make_classes

_ARGUMENTS: dict[str, Any] = dict(reps_rel=1e-6, lr=1.0, weight_decay=0.0, eps=1e-8) | dict(
    init_eta=None
)

ENTRIES: dict[str, Entry] = {name: Entry(name, _ARGUMENTS) for name in ("DoG", "LDoG")}

CLASSES = make_classes(__package__, ENTRIES)
