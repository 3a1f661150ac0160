"""torch.optim's optimizers and schedules (torch 2.13): same arguments, defaults and arithmetic.

What torch keeps in float32 scalars or rounds differently in its vector code stays within the last
bits. The arguments foreach, fused, capturable and differentiable choose an implementation there
and are ignored here. The classes also have `param_groups` and `zero_grad`, as loops written for
torch expect.
"""

from __future__ import annotations

from .._schedules import with_schedules
from . import schedules
from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(with_schedules(CLASSES, schedules))
