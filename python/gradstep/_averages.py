"""What follows the parameters: averages of them, and Lookahead's slow copy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import HyperError

__all__ = ["EMA", "SWA", "Average", "Lookahead", "PolyakAverage"]


class Average:
    """Base of the averages of parameters that `gradstep.Optimizer` can keep (``average=``)."""

    __slots__ = ()

    def _spec(self) -> tuple[str, float, int, int]:
        raise NotImplementedError


@dataclass(frozen=True)
class EMA(Average):
    """Exponential moving average: ``a ← decay·a + (1 - decay)·p`` after every update; p at first.

    As torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay).

    Args:
        decay: Share of the old average that is kept, in [0, 1].
    """

    decay: float = 0.999

    def __post_init__(self) -> None:
        _number("EMA", "decay", self.decay)

    def _spec(self) -> tuple[str, float, int, int]:
        return "ema", float(self.decay), 0, 1


@dataclass(frozen=True)
class SWA(Average):
    """Stochastic weight averaging: the mean of the parameters at update start, start + every, ….

    Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018.

    Args:
        start: The first update, 0-based, after which the parameters count.
        every: Updates from one to the next.
    """

    start: int = 0
    every: int = 1

    def __post_init__(self) -> None:
        _count("SWA", "start", self.start, 0)
        _count("SWA", "every", self.every, 1)

    def _spec(self) -> tuple[str, float, int, int]:
        return "uniform", 0.0, int(self.start), int(self.every)


@dataclass(frozen=True)
class PolyakAverage(Average):
    """The mean of the parameters after every update.

    Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
    """

    def _spec(self) -> tuple[str, float, int, int]:
        return "uniform", 0.0, 0, 1


@dataclass(frozen=True)
class Lookahead:
    """Every k updates: ``slow ← slow + alpha·(p - slow)``, and p goes on from there.

    Zhang et al., Lookahead Optimizer: k steps forward, 1 step back, 2019. The state of the rule is
    not touched.

    Args:
        k: Updates from one such step to the next.
        alpha: Share of the way that the slow copy follows, in [0, 1].
    """

    k: int = 5
    alpha: float = 0.5

    def __post_init__(self) -> None:
        _count("Lookahead", "k", self.k, 1)
        _number("Lookahead", "alpha", self.alpha)


def _count(where: str, name: str, value: object, low: int) -> None:
    """A whole number that fits an int64."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not low <= value < 2**63:  # type: ignore[operator]
        raise HyperError(
            f"{where}: {name} must be an int >= {low}, not {value!r}", name=name, value=value
        )


def _number(where: str, name: str, value: object) -> None:
    """A number in [0, 1]."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not number or not 0 <= value <= 1:  # type: ignore[operator]
        raise HyperError(
            f"{where}: {name} must be a number in [0, 1], not {value!r}", name=name, value=value
        )
