"""What goes around a rule: averages of its parameters, Lookahead's slow copy, Mechanic's tuners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._public import Value
from ..errors import HyperError

__all__ = ["EMA", "SWA", "Average", "Lookahead", "Mechanic", "PolyakAverage"]


TINY = float(np.finfo(float).tiny)


class Average(Value):
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
class Lookahead(Value):
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


@dataclass(frozen=True)
class Mechanic(Value):
    """A tuner of the rate: parameters go along ``start + s·Δ``, Δ the sum of the rule's increments.

    The factor s is found from all gradients together. Set lr as for the rule alone, or to 1: only
    its course matters, a schedule say, for s does the rest. Per tuner i of n, with
    h = Δ·(g + s_decay·s·|g|/(|p|+eps)·p) of all arrays before the update::

        m ← max(βᵢ·m, |h|);  v ← βᵢ²·v + h²;  r ← max(βᵢ·r - sᵢ·h, 0)
        sᵢ ← (s_init/n·m + r) / (√v + eps);  s = Σ sᵢ

    All start at 0, so the first update finds a direction and moves nothing. g is the gradient as
    the stages leave it, without weight decay. Parameters belong to the optimizer from the first
    update on: what is written into them is gone after the next. One without a gradient stays as it
    is. Two arrays are kept beside each parameter, in the type that is computed in.

    Cutkosky, Defazio & Mehta, Mechanic: A Learning Rate Tuner, 2023, algorithm 1.

    Args:
        s_init: The first s that moves anything, above 0.
        s_decay: Strength of a decay that acts through h, >= 0; λ in the paper.
        betas: The tuners' memories, each in [0, 1].
        eps: Added to the denominator for stability, above 0.
    """

    s_init: float = 1e-8
    s_decay: float = 0.01
    betas: tuple[float, ...] = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999)
    eps: float = 1e-8

    def __post_init__(self) -> None:
        for name, low in (("s_init", TINY), ("s_decay", 0.0), ("eps", TINY)):
            _number("Mechanic", name, getattr(self, name), low, np.finfo(float).max)
        try:
            betas = tuple(self.betas)
        except TypeError:
            betas = ()
        if not betas:
            raise HyperError(
                f"Mechanic: betas must be a tuple of numbers in [0, 1], not {self.betas!r}",
                name="betas",
                value=self.betas,
            )
        for beta in betas:
            _number("Mechanic", "betas", beta)
        object.__setattr__(self, "betas", tuple(float(beta) for beta in betas))

    def _spec(self) -> tuple[float, float, list[float], float]:
        return float(self.s_init), float(self.s_decay), list(self.betas), float(self.eps)


def _count(where: str, name: str, value: object, low: int) -> None:
    """A whole number that fits an int64."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not low <= value < 2**63:  # type: ignore[operator]
        raise HyperError(
            f"{where}: {name} must be an int >= {low}, not {value!r}", name=name, value=value
        )


def _number(where: str, name: str, value: object, low: float = 0, high: float = 1) -> None:
    """A number in [low, high]."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]
        kind = "finite number above 0" if low > 0 else "finite number >= 0"
        kind = "number in [0, 1]" if high == 1 else kind
        raise HyperError(f"{where}: {name} must be a {kind}, not {value!r}", name=name, value=value)
