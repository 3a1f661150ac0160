"""OpenFL's optimizers in NumPy (openfl 1.9): same arguments, defaults and arithmetic.

The argument model_interface is ignored. NumPyYogi is not here: its second moment decays as well and
can become negative, so that it is not Yogi's.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
