"""gradstep: the update step as a dependable part.

Learning-rate schedules and optimizers that update the caller's own arrays in place, numpy's and
torch's::

    import gradstep as gs
    from gradstep.schedules import Cosine, warmup

    opt = gs.AdamW(params, lr=warmup(Cosine(3e-4), steps=500, total_steps=10_000), clip_norm=1.0)
    report = opt.step(grads)

The same bits on every CPU and for any number of threads; a step is all or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core, dialects, line_searches, optimizers, rules, schedules, scipy
from ._averages import EMA, SWA, Lookahead, PolyakAverage
from ._core import StepReport
from ._descent import CG, LBFGS, DescentReport
from ._dtypes import bfloat16
from ._info import Info, info, set_num_threads, threads
from ._messages import no_attribute
from ._minimize import MinimizeResult, minimize
from .containers import copy, leaves, zeros_like
from .errors import (
    BindError,
    CheckpointError,
    CheckpointMismatchError,
    DTypeError,
    Error,
    GradientError,
    HyperError,
    KeywordError,
    NonFiniteGradientError,
    ScheduleError,
    StaleBindingError,
)
from .race import race

__version__: str = _core.__version__

__all__ = [
    "CG",
    "EMA",
    "LBFGS",
    "SWA",
    "BindError",
    "CheckpointError",
    "CheckpointMismatchError",
    "DTypeError",
    "DescentReport",
    "Error",
    "GradientError",
    "HyperError",
    "Info",
    "KeywordError",
    "Lookahead",
    "MinimizeResult",
    "NonFiniteGradientError",
    "PolyakAverage",
    "ScheduleError",
    "StaleBindingError",
    "StepReport",
    "bfloat16",
    "copy",
    "dialects",
    "info",
    "leaves",
    "line_searches",
    "minimize",
    "race",
    "rules",
    "schedules",
    "scipy",
    "set_num_threads",
    "threads",
    "zeros_like",
    *optimizers.__all__,
]

if TYPE_CHECKING:
    from .optimizers import *  # noqa: F403  (one class per rule: the list is in C++)


def __getattr__(name: str) -> Any:
    if name not in optimizers.__all__:
        if name in schedules.__all__:
            raise AttributeError(f"schedules are in gs.schedules: gs.schedules.{name}", name=name)
        raise no_attribute(__name__, name, __all__)
    return getattr(optimizers, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *optimizers.__all__])
