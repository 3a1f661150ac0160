"""Schedules: frozen, pure functions of the step, for any hyper-parameter.

A schedule ``s`` is called with the 0-based step ``n`` (``n = 0`` is the first update) and gives the
value to use there; an array of steps gives a float64 array. Any ``n``, in any order, gives the bits
that an optimizer uses at that step; ``n < 0`` counts as 0.

``steps`` is the length of *one piece* in updates: it covers ``n = 0 … steps - 1``, reaches its end
at ``n = steps`` and holds it. ``s.total_steps`` is the length of the whole, ``None`` if endless.
``start``, ``end`` and ``peak`` are values (rates), ``start_factor`` and ``end_factor`` fractions of
the peak, ``lr`` the value at ``n = 0``. A length that is left out is open; ``total_steps=`` of the
composite around it fills it::

    warmup(Cosine(3e-4), steps=500, total_steps=10_000)
    warmup(cooldown(Constant(3e-4), steps=2_000, shape="1-sqrt"), steps=500, total_steps=10_000)
    sequence([Constant(0.1), Cosine(0.1, steps=900)], at=[100])
    every(StepDecay(0.1, drop=0.5, every=30), steps_per_epoch)
    0.5 * Cosine(0.1, steps=900) + Constant(0.01)
    Lambda(lambda n: 0.1 / (1 + n) ** 0.5)

Metrics move `ReduceOnPlateau` and `Greedy`, ``opt.observe(metric)``; they compose like all others.
``s.plot()``, ``s.ascii()`` and ``s.table()`` show a schedule; `parse` reads one from text.
"""

from __future__ import annotations

from . import _core
from ._public import public

_CLASSES = {
    name: value
    for name, value in vars(_core).items()
    if isinstance(value, type) and issubclass(value, _core.Schedule)
}
_FUNCTIONS = (
    *("add", "as_schedule", "clip", "cooldown", "cycle", "every", "extend", "multiply"),
    *("noise", "scale", "sequence", "shift", "stretch", "warmup"),
)
__all__ = sorted([*_CLASSES, *_FUNCTIONS, "parse"])

globals().update(_CLASSES)
globals().update({name: getattr(_core, name) for name in _FUNCTIONS})


def parse(text: str) -> _core.Schedule:
    """A schedule from its text: ``parse("warmup(Cosine(3e-4), steps=500, total_steps=10_000)")``.

    The text is data and is never run. It may have calls of this module's constructors and functions
    with numbers, strings, lists, None, True and False, combined by ``*`` and ``+``. It may not have
    functions of Python's, and so no `Lambda`.

    Raises:
        ScheduleError: The message shows the part of the text that is none of these, or that cannot
            be made.
    """
    from ._schedules.parse import parse as read

    return read(text, {name: globals()[name] for name in __all__})


public(__name__, *(globals()[name] for name in __all__))


def __dir__() -> list[str]:
    return sorted(__all__)
