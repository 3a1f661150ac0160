"""Schedules beside NumPy's formulas, optax's schedules and torch's schedulers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from contenders import Contender, need
from gradstep.schedules import (
    Cosine,
    ExponentialDecay,
    Linear,
    PiecewiseConstant,
    PiecewiseLinear,
    Schedule,
    sequence,
    warmup,
)

Sides = tuple[Contender, Contender, str]
Row = tuple[str, str, str, int, Callable[[], Sides]]
LR = 3e-4


def arrays(total: int) -> dict[str, tuple[Schedule, Callable[[Any], Any], Callable[[Any], Any]]]:
    """By name: the schedule, NumPy's formula, and what makes optax's schedule from its module."""
    at = [total * (i + 1) // 10 for i in range(9)]
    levels = [LR * 0.8**i for i in range(10)]
    points = [0, *at]
    return {
        "Cosine": (
            Cosine(LR, steps=total),
            lambda n: LR * (1 + np.cos(np.pi * np.minimum(n, total) / total)) / 2,
            lambda optax: optax.cosine_decay_schedule(LR, total),
        ),
        "ExponentialDecay": (
            ExponentialDecay(LR, decay=1 / total),
            lambda n: LR * np.exp(-n / total),
            lambda optax: optax.exponential_decay(LR, total, math.exp(-1)),
        ),
        "Linear": (
            Linear(LR, steps=total),
            lambda n: LR * (1 - np.minimum(n, total) / total),
            lambda optax: optax.linear_schedule(LR, 0, total),
        ),
        "PiecewiseConstant, 10 pieces": (
            PiecewiseConstant(levels, at),
            lambda n: np.asarray(levels)[np.searchsorted(at, n, side="right")],
            lambda optax: optax.piecewise_constant_schedule(LR, dict.fromkeys(at, 0.8)),
        ),
        "PiecewiseLinear, 10 points": (
            PiecewiseLinear(levels, points),
            lambda n: np.interp(n, points, levels),
            lambda optax: optax.piecewise_interpolate_schedule(
                "linear", LR, dict.fromkeys(at, 0.8)
            ),
        ),
        "warmup(Cosine)": (
            warmup(Cosine(LR, steps=total - total // 20), total // 20, start=0),
            lambda n: np.where(
                n < total // 20,
                LR * n / (total // 20),
                LR * (1 + np.cos(np.pi * (n - total // 20) / (total - total // 20))) / 2,
            ),
            lambda optax: optax.warmup_cosine_decay_schedule(0, LR, total // 20, total),
        ),
    }


def check(here: Any, there: Any, rtol: float, who: str) -> None:
    """Refuse to time what is not the same work."""
    if not np.allclose(here, there, rtol=rtol, atol=rtol * LR):
        raise SystemExit(f"compare.py: {who} and gradstep differ: not compared")


def sides(s: Schedule, n: Any, there: Callable[[], Any], rtol: float, who: str) -> Sides:
    check(s(n), np.asarray(there()), rtol, who)
    return Contender(lambda: s(n), list), Contender(there, list), f"equal to {rtol:g} of the peak"


def with_numpy(s: Schedule, formula: Callable[[Any], Any], n: Any) -> Sides:
    return sides(s, n, lambda: formula(n), 1e-12, "NumPy")


def with_optax(s: Schedule, make: Callable[[Any], Any], n: Any, jit: bool) -> Sides:
    """optax computes in float32 here, and its integer step counts are int32."""
    jax, optax = need("jax"), need("optax")
    there = make(optax)
    there = jax.vmap(there) if np.ndim(n) else there  # piecewise_interpolate takes one step only
    there = jax.jit(there) if jit else there
    steps = jax.numpy.asarray(n, dtype="int32")
    return sides(s, n, lambda: there(steps).block_until_ready(), 2e-6, "optax")


def with_torch(total: int) -> Sides:
    """One scheduler.step(), which also writes the rate into the optimizer's groups."""
    torch = need("torch")
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=LR)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total)
    optimizer.step()  # which torch wants to come first
    s, n = Cosine(LR, steps=total), iter(range(10**12))
    scheduler.step()
    check(s(1), scheduler.get_last_lr()[0], 1e-12, "torch")
    return Contender(lambda: s(next(n)), list), Contender(scheduler.step, list), "equal to 1e-12"


def with_keras(total: int) -> Sides:
    """A schedule called with a step gives an array of Keras' backend, float32; here a number."""
    there = need("keras").optimizers.schedules.CosineDecay(LR, total)
    n = total // 3
    return sides(Cosine(LR, steps=total), n, lambda: float(there(n)), 2e-6, "Keras")


def cases(peers: list[str], total: int) -> Iterator[Row]:
    """What is compared: arrays of `total` steps, then single calls."""
    n = np.arange(total)
    for name, (s, formula, make) in arrays(total).items():
        what = f"{name}, {total:,} steps"
        if "numpy" in peers:
            yield what, "array", "NumPy", total, partial(with_numpy, s, formula, n)
        if "optax" in peers:
            yield what, "array", "optax jit", total, partial(with_optax, s, make, n, True)
            yield what, "array", "optax", total, partial(with_optax, s, make, n, False)
    cosine = Cosine(LR, steps=total)
    third = total // 3

    def one(n: int) -> float:
        return LR * (1 + math.cos(math.pi * min(n, total) / total)) / 2

    what = "Cosine, 1 step"
    if "numpy" in peers:
        yield what, "call", "Python's math", 1, partial(with_numpy, cosine, one, third)
    make_cosine = arrays(total)["Cosine"][2]
    if "optax" in peers:
        yield what, "call", "optax jit", 1, partial(with_optax, cosine, make_cosine, third, True)
        yield what, "call", "optax", 1, partial(with_optax, cosine, make_cosine, third, False)
    if "torch" in peers:
        yield what, "call", "torch scheduler", 1, partial(with_torch, total)
    if "keras" in peers:
        yield what, "call", "Keras", 1, partial(with_keras, total)
    if "numpy" not in peers:
        return
    nested = warmup(
        sequence([Linear(LR, steps=third), Linear(LR, steps=third), cosine], at=[third, 2 * third]),
        steps=third,
    )
    yield (
        "warmup and sequence of three, 1 step",
        "call",
        "Python's math",
        1,
        partial(with_numpy, nested, lambda n: LR * ((n + 1) / third) if n < third else one(n), 5),
    )
