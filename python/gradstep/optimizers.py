"""One class per rule: ``gs.AdamW(params, **kw)`` is ``gs.Optimizer(params, gs.rules.AdamW(**kw))``.

The classes are made from the rules; ``gs.optimizers.__all__`` lists them.
"""

from __future__ import annotations

from typing import Any

from . import rules
from .optim import Optimizer, make_optimizer

__all__ = ["Optimizer"]

_made: dict[str, Any] = {
    name: make_optimizer(getattr(rules, name), __name__) for name in rules.__all__ if name != "Rule"
}
globals().update(_made)
__all__ += list(_made)
