"""dadaptation's optimizers (Meta's, 3.2): same arguments, defaults and arithmetic.

The arguments log_every and fsdp_in_use are ignored. A group's layer_scale is its lr here. The norm
of DAdaptSGD's first gradient is taken before weight decay there, after it here.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
