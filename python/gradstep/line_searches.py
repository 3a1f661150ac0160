"""Line searches: how far to go along a direction that leads down.

They are frozen values. An optimizer takes one as an option and finds with it how far to go along
its rule's own step; alone, they work on any function of the step length::

    from gradstep.line_searches import StrongWolfe

    opt = gs.SGD(params, lr=1.0, line_search=StrongWolfe())
    report = opt.step(closure=loss_and_grads)  # () -> (loss, grads), for what is in params now

    result = StrongWolfe().search(phi, loss=f0, slope=slope0)  # phi(step) -> (loss, slope)
"""

from __future__ import annotations

from ._core import (
    Armijo,
    HagerZhang,
    LineSearch,
    LineSearchResult,
    NonMonotone,
    SearchMemory,
    StochasticArmijo,
    StrongWolfe,
)
from ._public import public

__all__ = [
    "Armijo",
    "HagerZhang",
    "LineSearch",
    "LineSearchResult",
    "NonMonotone",
    "SearchMemory",
    "StochasticArmijo",
    "StrongWolfe",
]


public(__name__, *(globals()[name] for name in __all__))


def __dir__() -> list[str]:
    return sorted(__all__)
