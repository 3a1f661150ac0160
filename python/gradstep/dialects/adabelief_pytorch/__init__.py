"""adabelief-pytorch's optimizer (0.2.1): same arguments, defaults and arithmetic.

The argument print_change_log is ignored.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)
