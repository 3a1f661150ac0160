# Written by tools/stubs.py. There is no such module at run time: it is for the stubs.
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from .._core import EMA, SWA, LineSearch, Lookahead, Mechanic, PolyakAverage
from ..rules import _Number

class _Keywords(TypedDict, total=False):
    groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None
    grads: Any
    clip_norm: float | None
    nonfinite: Literal["raise", "skip", "propagate"]
    max_skips: int
    zero_grads: bool
    report: bool
    accumulate: int
    average: EMA | SWA | PolyakAverage | None
    lookahead: Lookahead | None
    mechanic: Mechanic | None
    state_min_size: int
    rounding: Literal["stochastic", "nearest", "kahan", "master", "split"]
    seed: int
    bounds: tuple[float | None, float | None] | None
    copy_to: Any
    line_search: LineSearch | None
    clip_value: _Number | None
    clip_each: _Number | None
    clip_adaptive: _Number | None
    centralize: bool
