"""parameterfree's optimizers (Orabona's, 0.0.1): same arguments, defaults and arithmetic.

KT counts a gradient with its weight decay as won or lost here, there without it.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
