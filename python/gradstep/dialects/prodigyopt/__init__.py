"""prodigyopt's optimizer (konstmish's, 1.1.2): same arguments, defaults and arithmetic.

The argument fsdp_in_use is ignored. Where its groups may only differ from each other by a rate of
0, any rates are taken here.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
