"""lion-pytorch's optimizer (lucidrains', 0.2.5): same arguments, defaults and arithmetic.

The argument use_triton is ignored. With decoupled_weight_decay the decay is divided by the rate
that the optimizer is made with.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
