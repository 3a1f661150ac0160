"""Keras' optimizers and schedules (Keras 3.15): same arguments, defaults and arithmetic.

Their rate is a number or a gradstep schedule. Weight decay comes before the step, ``p -= p·wd·lr``,
and None is none. With use_ema the averages are `opt.average`; they do not replace the parameters at
the end. The argument name is ignored.
"""

from __future__ import annotations

from .._schedules import with_schedules
from . import schedules
from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(with_schedules(CLASSES, schedules))
