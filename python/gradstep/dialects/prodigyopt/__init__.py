"""prodigyopt's optimizer (konstmish's, 1.1.2): same arguments, defaults and arithmetic.

The argument fsdp_in_use is ignored. There, groups may differ only in that some have a rate of 0;
here they may have any rates.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
