"""dog-optimizer's optimizers (formll's, 1.0.3): same arguments, defaults and arithmetic.

Their averaging, PolynomialDecayAverager, is ``average=gs.PolyakAverage()`` where its gamma is 0.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
