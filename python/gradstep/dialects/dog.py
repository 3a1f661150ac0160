"""dog-optimizer's optimizers (formll's, 1.0.3): same arguments, defaults and arithmetic.

Their averaging, PolynomialDecayAverager, is ``average=gs.PolyakAverage()`` where its gamma is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dialect import Entry, make_classes

_ARGUMENTS: dict[str, Any] = dict(reps_rel=1e-6, lr=1.0, weight_decay=0.0, eps=1e-8) | dict(
    init_eta=None
)

ENTRIES: dict[str, Entry] = {name: Entry(name, _ARGUMENTS) for name in ("DoG", "LDoG")}

globals().update(make_classes(__name__, ENTRIES))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
