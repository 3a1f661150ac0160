"""timm's optimizers and schedules (timm 1.0): same arguments, defaults and arithmetic.

The arguments foreach, capturable and differentiable are ignored. Masking by caution is supported
where it masks the whole update.
"""

from __future__ import annotations

from .._schedules import with_schedules
from . import schedules
from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(with_schedules(CLASSES, schedules))
