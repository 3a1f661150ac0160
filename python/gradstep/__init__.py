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

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import _core, dialects, errors, line_searches, optimizers, rules, schedules
from ._core import StepReport
from ._info import Info, info, set_num_threads, threads
from ._messages import no_attribute
from ._optimizer.averages import EMA, SWA, Lookahead, Mechanic, PolyakAverage
from ._public import public
from ._trees.containers import copy, leaves, zeros_like
from ._trees.dtypes import bfloat16
from .errors import (
    BindError,
    CheckpointError,
    CheckpointMismatchError,
    DTypeError,
    Error,
    GradientError,
    HyperError,
    KeywordError,
    MissingExtraError,
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
    "GradientCheck",
    "GradientError",
    "HyperError",
    "Info",
    "InverseHessian",
    "KeywordError",
    "LRFinding",
    "Lookahead",
    "Mechanic",
    "MinimizeResult",
    "MinimizeState",
    "MissingExtraError",
    "NonFiniteGradientError",
    "PolyakAverage",
    "ScheduleError",
    "StaleBindingError",
    "StepReport",
    "bfloat16",
    "check_grad",
    "copy",
    "dialects",
    "errors",
    "find_lr",
    "info",
    "leaves",
    "line_searches",
    "minimize",
    "optimizers",
    "race",
    "rules",
    "scale_lr",
    "schedules",
    "scipy",
    "set_num_threads",
    "threads",
    "zeros_like",
    *optimizers.__all__,
]

if TYPE_CHECKING:
    from . import scipy
    from ._find_lr.find_lr import find_lr
    from ._find_lr.finding import LRFinding
    from ._minimize.check_grad import GradientCheck, check_grad
    from ._minimize.descent import CG, LBFGS, DescentReport
    from ._minimize.inverse_hessian import InverseHessian
    from ._minimize.minimize import MinimizeResult, MinimizeState, minimize
    from ._schedules.batch_size import scale_lr
    from .optimizers import *  # noqa: F403  (one class per rule: the list is in C++)

# Imported when they are asked for: a run that steps needs none of them.
_LATER = {
    "CG": "_minimize.descent",
    "DescentReport": "_minimize.descent",
    "GradientCheck": "_minimize.check_grad",
    "InverseHessian": "_minimize.inverse_hessian",
    "LBFGS": "_minimize.descent",
    "LRFinding": "_find_lr.finding",
    "MinimizeResult": "_minimize.minimize",
    "MinimizeState": "_minimize.minimize",
    "check_grad": "_minimize.check_grad",
    "find_lr": "_find_lr.find_lr",
    "minimize": "_minimize.minimize",
    "scale_lr": "_schedules.batch_size",
}

public(__name__, *(globals()[name] for name in __all__ if name in globals()))


def __getattr__(name: str) -> Any:
    if name in _LATER:
        found = globals()[name] = getattr(import_module(f".{_LATER[name]}", __name__), name)
        return found
    if name == "scipy":
        return import_module(".scipy", __name__)
    if name not in optimizers.__all__:
        if name in schedules.__all__:
            raise AttributeError(f"schedules are in gs.schedules: gs.schedules.{name}", name=name)
        raise no_attribute(__name__, name, __all__)
    return getattr(optimizers, name)


def __dir__() -> list[str]:
    return sorted(__all__)
