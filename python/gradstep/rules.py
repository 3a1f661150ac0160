"""The update rules as frozen values: ``gs.rules.AdamW(lr=1e-3)``.

A rule is the mathematics of one optimizer and its hyper-parameters, without parameters to step.
Values compare, hash, pickle, and their repr evaluates back. Each hyper-parameter that is a number
may be a schedule. The classes are made from the C++ structs; ``gs.rules.__all__`` lists them.
"""

from __future__ import annotations

from typing import Any

from . import _core
from ._rule import Rule, make_rule

__all__ = ["Rule"]


def __dir__() -> list[str]:
    return sorted(__all__)


_made: dict[str, Any] = {spec["name"]: make_rule(spec, __name__) for spec in _core.rules()}
globals().update(_made)
__all__ += list(_made)
