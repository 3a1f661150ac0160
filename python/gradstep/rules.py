"""The update rules as frozen values: ``gs.rules.AdamW(lr=1e-3)``.

A rule is the mathematics of one optimizer and its hyper-parameters, without parameters to step.
Values compare, hash, pickle, and their repr evaluates back. Each hyper-parameter that is a number
may be a schedule. The classes are made from the C++ structs; ``gs.rules.__all__`` lists them.
"""

from __future__ import annotations

from typing import Any

from . import _core
from ._messages import no_attribute
from ._optimizer.rule import Rule, make_rule
from ._public import public

__all__ = ["Rule", *_core.rule_names()]

public(__name__, Rule)


def __getattr__(name: str) -> Any:  # a class is made when it is first asked for
    if name not in __all__:
        raise no_attribute(__name__, name, __all__)
    made = globals()[name] = make_rule(_core.rule(name), __name__)
    return made


def __dir__() -> list[str]:
    return sorted(__all__)
