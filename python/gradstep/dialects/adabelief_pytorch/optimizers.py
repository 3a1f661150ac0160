"""The optimizers of adabelief_pytorch: data on gradstep's rules."""

from __future__ import annotations

from .._dialect import Entry, make_classes
from .._pieces import BETAS, belief_convert, decay_kinds

ENTRIES: dict[str, Entry] = {
    "AdaBelief": Entry(
        "AdaBelief",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-16, weight_decay=0, amsgrad=False)
        | dict(weight_decouple=True, fixed_decay=False, rectify=True, degenerated_to_sgd=True)
        | dict(print_change_log=True),
        renamed=BETAS,
        convert={**decay_kinds("weight_decouple"), **belief_convert},
        ignored=("print_change_log",),
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
