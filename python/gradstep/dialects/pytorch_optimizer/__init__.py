"""pytorch_optimizer's optimizers and schedules (kozistr's, 4.1): same arguments and arithmetic.

The argument foreach is ignored; so are StableAdamW's kahan_sum, which is for 16-bit parameters,
Lamb's degenerated_to_sgd and n_sma_threshold, which act with rectify only, ScheduleFreeSGD's eps,
and what tells SophiaH when and how to estimate the Hessian: here the estimate is given to the step,
whenever there is a new one, ``opt.step(grads, inputs={"hessian": ...})``. AliG's loss is given to
the step too, ``opt.step(grads, loss=loss)``.
"""

from __future__ import annotations

from .._schedules import with_schedules
from . import schedules
from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(with_schedules(CLASSES, schedules))
