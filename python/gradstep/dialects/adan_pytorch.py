"""adan-pytorch's optimizer (lucidrains', 0.1.0): same arguments, defaults and arithmetic.

Its betas are the weights of the new values, its first step only remembers the gradient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dialect import Entry, make_classes
from ._pieces import Given


def _betas(value: tuple[float, float, float], given: Given) -> dict[str, Any]:
    return {f"beta{i}": 1 - weight for i, weight in enumerate(value, 1)}


ENTRIES: dict[str, Entry] = {
    "Adan": Entry(
        "Adan",
        dict(lr=1e-3, betas=(0.02, 0.08, 0.01), eps=1e-8, weight_decay=0, restart_cond=None),
        fixed={"skip_first": True},
        convert={"betas": _betas},
        states={
            "prev_grad": "previous_grad",
            "m": "exp_avg",
            "v": "exp_avg_diff",
            "n": "exp_avg_sq",
        },
    ),
}

globals().update(make_classes(__name__, ENTRIES))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
