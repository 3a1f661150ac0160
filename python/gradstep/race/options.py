"""The arguments of a race that may be given as text: counts, rates, budgets, targets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .._numbers import is_several, number, repr_of, whole
from .._public import Value
from .errors import RaceError

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Target(Value):
    """A score to reach: ``metric`` at most, or with ``at_least`` at least, ``value``."""

    metric: str
    value: float
    at_least: bool

    def reached(self, score: float) -> bool:
        return score >= self.value if self.at_least else score <= self.value

    def __str__(self) -> str:
        return f"{self.metric} {'>=' if self.at_least else '<='} {self.value:g}"


def count(name: str, value: object) -> int:
    """A whole number ≥ 1."""
    must = "a whole number of at least 1"
    return whole(value, name, must, lambda n: 1 <= n < 2**63, error=RaceError)


def seeds(value: int | Iterable[int]) -> tuple[int, ...]:
    """A number of seeds k means 0 … k−1; a list is taken as it is."""
    if isinstance(value, int) or not is_several(value):
        return tuple(range(count("seeds", value)))
    must = "whole numbers from 0"
    chosen = [whole(s, "seeds", must, lambda n: n >= 0, error=RaceError) for s in value]
    if not chosen:
        raise RaceError(f"seeds must be {must}, and there are none", name="seeds")
    return tuple(dict.fromkeys(chosen))


def rates(value: str | float | Sequence[float]) -> tuple[float, ...]:
    """Learning rates, ``"1e-3,1e-2"`` or numbers, ascending and each once."""
    must = "positive numbers, like 1e-3,1e-2"
    parts: Any = value.split(",") if isinstance(value, str) else value
    if not is_several(parts):
        parts = [parts]
    chosen = {
        number(_parsed(part), "lr", must, lambda r: 0 < r < math.inf, error=RaceError)
        for part in parts
    }
    if not chosen:
        raise RaceError(f"lr must be {must}, and there are none", name="lr")
    return tuple(sorted(chosen))


def _parsed(part: object) -> object:
    """A text as the number that it says."""
    try:
        return float(part) if isinstance(part, str) else part
    except ValueError:
        return part


def seconds(value: str | float) -> float:
    """``60``, ``"60s"``, ``"2m"`` or ``"1h"`` in seconds."""
    if not isinstance(value, str):
        must = "a time like 60s, 2m or 1h"
        return number(value, "budget", must, lambda x: 0 < x < math.inf, error=RaceError)
    match = re.fullmatch(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(s|m|min|h|)\s*", value)
    try:
        found = float(match[1]) * _SECONDS[match[2]] if match else math.nan
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found > 0):
        raise RaceError(f"budget must be a time like 60s, 2m or 1h, got {value!r}", name="budget")
    return found


def target(spec: str, *, ranking: str, metrics: Iterable[str], maximize: bool) -> Target:
    """Parse ``name=0.1``, ``name<=0.1`` or ``name>=0.9``.

    ``=`` takes the direction of the race and so is for the ranking metric only.
    """
    text = spec if type(spec) is str else ""
    match = re.fullmatch(r"\s*([^<>=\s]+)\s*(<=|>=|=)\s*([^<>=\s]+)\s*", text)
    try:
        value = float(match[3]) if match else math.nan
    except ValueError:
        value = math.nan
    if match is None or not math.isfinite(value):
        raise RaceError(
            f"target must be like {ranking}=0.1 or {ranking}<=0.1, got {repr_of(spec)}",
            name="target",
        )
    name, sign = match[1], match[2]
    if name not in metrics:
        raise RaceError(
            f"target {spec!r}: {name!r} is not measured; there is {', '.join(metrics)}",
            name="target",
        )
    if sign == "=" and name != ranking:
        raise RaceError(
            f"target {spec!r}: say which way, {name}<={value:g} or {name}>={value:g} "
            f"(only {ranking}, which ranks, may have =)",
            name="target",
        )
    return Target(name, value, maximize if sign == "=" else sign == ">=")
