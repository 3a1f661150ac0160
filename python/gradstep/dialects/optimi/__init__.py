"""optimi's optimizers (torch-optimi 0.3): same arguments, defaults and arithmetic.

The arguments kahan_sum, foreach, triton and gradient_release are ignored: Kahan's sum is
rounding="kahan" here.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
