"""parameterfree's optimizers (Orabona's, 0.0.1): same arguments, defaults and arithmetic.

Here KT counts a gradient with its weight decay as won or lost; there it counts it without.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
