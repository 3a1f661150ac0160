"""What several peers' tables share."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .._numbers import number
from ..errors import HyperError
from ..schedules import Schedule, as_schedule, multiply, scale

__all__ = [
    "BELOW_1",
    "BETAS",
    "BETAS3",
    "COUNTS_STEPS",
    "GROWTH",
    "LBFGS",
    "NOT_NEGATIVE",
    "Given",
    "belief_convert",
    "by_first_rate",
    "constant",
    "decay_kinds",
    "first_rate",
    "largest_rate",
    "pair_elsewhere",
    "rate_by",
    "read_elsewhere",
    "with_momentum",
]

# All arguments: those of a group over those of the constructor, which are ``given.maps[-1]``.
Given = ChainMap[str, Any]
Convert = Callable[[Any, Given], Mapping[str, Any]]

BETAS = {"betas": ("beta1", "beta2")}
BETAS3 = {"betas": ("beta1", "beta2", "beta3")}
# The peer has one count for all arrays (of a group), which no missing gradient holds up.
COUNTS_STEPS = {"count_steps": True}
# What a momentum must be where the peer says so.
BELOW_1 = ("at least 0 and below 1", lambda x: 0 <= x < 1)
NOT_NEGATIVE = ("at least 0", lambda x: x >= 0)
# Why no peer's L-BFGS is here.
LBFGS = "gradstep.LBFGS has searches of its own, and so other numbers"
# Any growth is allowed: inf there, None here.
GROWTH: dict[str, Convert] = {
    "growth_rate": lambda value, given: {"growth_rate": None if value == float("inf") else value}
}


def read_elsewhere(value: Any, given: Given) -> dict[str, Any]:
    """The conversion of an argument that another one's function reads."""
    return {}


def pair_elsewhere(value: Any, given: Given) -> dict[str, Any]:
    """The same, of two values or None."""
    if value is not None:
        _, _ = value
    return {}


def first_rate(lr: Any) -> float:
    """The first rate above 0 of a number or a schedule; 0 if there is none."""
    if not callable(lr):
        return number(lr, "lr")
    return next((rate for rate in map(as_schedule(lr), range(_WARMUP)) if rate > 0), 0.0)


def largest_rate(lr: Any) -> float:
    """The largest rate of a number or a schedule: of the whole of it, if it says its length."""
    if not callable(lr):
        return number(lr, "lr")
    schedule = as_schedule(lr)
    steps = _WARMUP if schedule.total_steps is None else min(schedule.total_steps, _LONGEST)
    return float(np.max(schedule(np.arange(steps))))


_WARMUP = 10_000  # more updates than a warm-up has, and than one spends at rate 0
_LONGEST = 1_000_000


def by_first_rate(value: Any, lr: Any, name: str) -> Any:
    """A decay that the argument ``name`` divides by the rate that the optimizer is made with."""
    initial = first_rate(lr)
    if not initial > 0:
        raise HyperError(
            f"{name} divides by the first rate above 0, and lr has none", name="lr", value=lr
        )
    return scale(as_schedule(value), 1 / initial) if callable(value) else value / initial


def constant(given: Given, name: str) -> float:
    """An argument that is part of a schedule here, and so cannot be one."""
    value = given[name]
    if callable(value):
        raise HyperError(f"{name} must be a number here, not a schedule", name=name, value=value)
    return number(value, name)


def rate_by(value: float | Schedule, factor: Schedule) -> Schedule:
    """A number or a schedule, times another schedule."""
    return multiply([as_schedule(value), factor]) if callable(value) else scale(factor, value)


def decay_kinds(decoupled: str, fixed: str = "fixed_decay") -> dict[str, Convert]:
    """Two flags of AdaBelief's kind: decoupled decay, and of that the kind without lr."""

    def kinds(value: Any, given: Given) -> dict[str, Any]:
        without_lr = bool(given.get(fixed, False))
        return {
            "decoupled_weight_decay": bool(value) and not without_lr,
            "independent_weight_decay": bool(value) and without_lr,
        }

    return {decoupled: kinds, fixed: read_elsewhere}


def with_momentum(name: str) -> Convert:
    """A flag that does nothing there while there is no momentum."""
    return lambda value, given: {name: bool(value) and given["momentum"] not in (None, 0)}


# adabelief-pytorch and timm: eps in both places; amsgrad's maximum is kept, but not used by the
# rectified step.
belief_convert: dict[str, Convert] = {
    "eps": lambda value, given: {"eps": value, "eps_root": value},
    "amsgrad": lambda on, given: {"amsgrad": bool(on) and not given["rectify"]},
}
