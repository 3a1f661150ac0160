"""gradstep: the update step as a dependable part.

Learning-rate schedules and optimizers that update the caller's own numpy arrays in place::

    import gradstep as gs
    from gradstep.schedules import Cosine, warmup

    opt = gs.AdamW(params, lr=warmup(Cosine(3e-4), steps=500, total_steps=10_000), clip_norm=1.0)
    report = opt.step(grads)

The same bits on every CPU and for any number of threads; a step is all or nothing.
"""

from __future__ import annotations

from . import _core, dialects, rules, schedules
from ._core import StepReport
from ._info import Info, info, set_num_threads, threads
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
from .optimizers import *  # noqa: F403  (one class per rule: the list is in C++)
from .optimizers import __all__ as _optimizers
from .race import race

__version__: str = _core.__version__

__all__ = [
    "BindError",
    "CheckpointError",
    "CheckpointMismatchError",
    "DTypeError",
    "Error",
    "GradientError",
    "HyperError",
    "Info",
    "KeywordError",
    "NonFiniteGradientError",
    "ScheduleError",
    "StaleBindingError",
    "StepReport",
    "copy",
    "dialects",
    "info",
    "leaves",
    "race",
    "rules",
    "schedules",
    "set_num_threads",
    "threads",
    "zeros_like",
    *_optimizers,
]
