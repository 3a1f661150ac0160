"""adabelief-pytorch's optimizer (0.2.1): same arguments, defaults and arithmetic.

The argument print_change_log is ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dialect import Entry, make_classes
from ._pieces import BETAS, belief_convert, decay_kinds

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

globals().update(make_classes(__name__, ENTRIES))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
