"""The arguments of a race that may be given as text: counts, rates, budgets, targets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise RaceError(f"{name} must be a whole number of at least 1, got {value!r}", name=name)
    return value


def seeds(value: int | Iterable[int]) -> tuple[int, ...]:
    """A number of seeds k means 0 … k−1; a list is taken as it is."""
    if isinstance(value, int):
        return tuple(range(count("seeds", value)))
    chosen = tuple(value)
    if not chosen or any(type(s) is not int or s < 0 for s in chosen):
        raise RaceError(f"seeds must be whole numbers from 0, got {chosen!r}", name="seeds")
    return tuple(dict.fromkeys(chosen))


def rates(value: str | float | Sequence[float]) -> tuple[float, ...]:
    """Learning rates, ``"1e-3,1e-2"`` or numbers, ascending and each once."""
    try:
        parts = value.split(",") if isinstance(value, str) else value
        chosen = [float(r) for r in ([parts] if isinstance(parts, (int, float)) else parts)]
    except (TypeError, ValueError):
        chosen = []
    if not chosen or not all(math.isfinite(r) and r > 0 for r in chosen):
        raise RaceError(f"lr must be positive numbers, like 1e-3,1e-2: got {value!r}", name="lr")
    return tuple(sorted(set(chosen)))


def seconds(value: str | float) -> float:
    """``60``, ``"60s"``, ``"2m"`` or ``"1h"`` in seconds."""
    match = re.fullmatch(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(s|m|min|h|)\s*", str(value))
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
    match = re.fullmatch(r"\s*([^<>=\s]+)\s*(<=|>=|=)\s*([^<>=\s]+)\s*", spec)
    try:
        value = float(match[3]) if match else math.nan
    except ValueError:
        value = math.nan
    if match is None or not math.isfinite(value):
        raise RaceError(
            f"target must be like {ranking}=0.1 or {ranking}<=0.1, got {spec!r}", name="target"
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
