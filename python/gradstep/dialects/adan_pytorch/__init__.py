"""adan-pytorch's optimizer (lucidrains', 0.1.0): same arguments, defaults and arithmetic.

Its betas are the weights of the new values, and its first step only remembers the gradient.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
