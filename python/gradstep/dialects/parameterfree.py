"""parameterfree's optimizers (Orabona's, 0.0.1): same arguments, defaults and arithmetic.

KT counts a gradient with its weight decay as won or lost here, there without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dialect import Entry, make_classes

ENTRIES: dict[str, Entry] = {
    "COCOB": Entry(
        "COCOB",
        dict(alpha=100, eps=1e-8, weight_decay=0),
        renamed={"alpha": "warmup_rounds"},
    ),
    "KT": Entry("KT", dict(w=1e-4, weight_decay=0), renamed={"w": "initial_wealth"}),
}

globals().update(make_classes(__name__, ENTRIES))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
