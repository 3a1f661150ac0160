"""One class per rule: ``gs.AdamW(params, **kw)`` is ``gs.Optimizer(params, gs.rules.AdamW(**kw))``.

The classes are made from the rules; ``gs.optimizers.__all__`` lists them.
"""

from __future__ import annotations

from typing import Any

from . import _core, rules
from ._messages import no_attribute
from ._rule_optimizer import make_optimizer
from .optim import Optimizer

__all__ = ["Optimizer", *_core.rule_names()]


def __getattr__(name: str) -> Any:  # a class is made when it is first asked for
    if name not in __all__:
        raise no_attribute(__name__, name, __all__)
    made = globals()[name] = make_optimizer(getattr(rules, name), __name__)
    return made


def __dir__() -> list[str]:
    return sorted(__all__)


def _reconstruct(name: str, arguments: dict[str, Any]) -> Any:
    # What pickles of options' values name: this path outlives changes of the compiled module.
    return getattr(_core, name)(**arguments)
