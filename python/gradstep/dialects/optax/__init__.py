"""optax's optimizers and schedules (optax 0.2.8): same arguments, defaults and arithmetic.

``contrib`` holds optax.contrib's. A rate is a number or a gradstep schedule. The estimate of the
Hessian that sophia refreshes every update_interval steps is given to the step here, whenever there
is a new one: ``opt.step(grads, inputs={"hessian": ...})``; its update_interval, verbose and
print_win_rate_every_n_steps are ignored. The value that polyak_sgd, momo and momo_adam take is the
step's loss here, ``opt.step(grads, loss=value)``; they stand still where the gradient is exactly 0,
not from norms of 1.5e-8 on.
"""

from __future__ import annotations

from .._schedules import with_schedules
from . import schedules
from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

_contrib = vars(CLASSES["contrib"])
_contrib.update(with_schedules(_contrib, schedules, ["reduce_on_plateau"]))
globals().update(with_schedules(CLASSES, schedules))
