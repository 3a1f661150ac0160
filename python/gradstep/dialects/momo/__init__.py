"""momo's optimizers (momo-opt 0.1): same arguments, defaults and arithmetic.

The step takes the loss: ``opt.step(grads, loss=loss)``.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
