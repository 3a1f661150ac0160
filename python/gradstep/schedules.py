"""Schedules: frozen, pure functions of the step, for any hyper-parameter.

A schedule ``s`` is called with the 0-based step ``n`` (``n = 0`` is the first update) and gives the
value to use there; an array of steps gives a float64 array. Any ``n``, in any order, gives the bits
that an optimizer uses at that step; ``n < 0`` counts as 0.

``steps`` is the length of *one piece* in updates: it covers ``n = 0 … steps - 1``, reaches its end
at ``n = steps`` and holds it. ``s.total_steps`` is the length of the whole, ``None`` if endless.
``start`` and ``end`` are values (rates), ``lr`` the value at ``n = 0``. A length that is left out
is open; ``total_steps=`` of the composite around it fills it::

    warmup(Cosine(3e-4), steps=500, total_steps=10_000)
    sequence([Constant(0.1), Cosine(0.1, steps=900)], at=[100])
    0.1 * StepDecay(0.1, drop=0.5, every=1000)
    Lambda(lambda n: 0.1 / (1 + n) ** 0.5)
"""

from __future__ import annotations

from typing import Any

from gradstep import _core
from gradstep._core import (
    Constant,
    Cosine,
    ExponentialDecay,
    InverseTimeDecay,
    Lambda,
    Pieces,
    Scale,
    Schedule,
    StepDecay,
    TimeBasedDecay,
    Warmup,
    as_schedule,
    scale,
    sequence,
    warmup,
)

__all__ = [
    "Constant",
    "Cosine",
    "ExponentialDecay",
    "InverseTimeDecay",
    "Lambda",
    "Pieces",
    "Scale",
    "Schedule",
    "StepDecay",
    "TimeBasedDecay",
    "Warmup",
    "as_schedule",
    "scale",
    "sequence",
    "warmup",
]


def _reconstruct(name: str, arguments: dict[str, Any]) -> Schedule:
    # What pickles name: this path outlives changes of the compiled module.
    return _core._make_schedule(name, arguments)
