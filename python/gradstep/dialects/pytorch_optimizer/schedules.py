"""pytorch_optimizer's schedules (kozistr's, 4.1): their values by the update.

What it takes over from torch is here too. ``lr`` is what it finds in the optimizer.
``steps_per_call`` is the number of updates between two calls of its ``scheduler.step()``; all
lengths are numbers of calls. ``t`` in a formula is the number of calls so far.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Literal

from ...schedules import (
    REX,
    Constant,
    Cosine,
    CosineRestarts,
    Lambda,
    Linear,
    PiecewiseConstant,
    Schedule,
    WarmupStableDecay,
    add,
    scale,
    sequence,
    warmup,
)
from .._schedules import choice, fresh, later, number, peer_schedule, per_call, wave, whole, wrong
from ..torch.schedules import (
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    CyclicLR_momentum,
    MultiplicativeLR,
    MultiStepLR,
    OneCycleLR,
    OneCycleLR_momentum,
    StepLR,
)

__all__ = [
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CosineAnnealingWarmupRestarts",
    "CosineScheduler",
    "CyclicLR",
    "CyclicLR_momentum",
    "LinearScheduler",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "OneCycleLR_momentum",
    "PolyScheduler",
    "ProportionScheduler",
    "REXScheduler",
    "StepLR",
    "get_chebyshev_schedule",
    "get_wsd_schedule",
]


_FAR = 2**40  # calls: an end that no run comes to


def _after_warmup(
    curve: Schedule, t_max: int, max_lr: float, init_lr: float, warmup_steps: int
) -> Schedule:
    whole(0, t_max=t_max, warmup_steps=warmup_steps)
    if warmup_steps == 0:
        return curve
    way_up = Linear(init_lr, steps=warmup_steps, end=max_lr)
    return sequence([way_up, curve], at=[warmup_steps])


def _left(t_max: int, warmup_steps: int) -> int:
    """The calls after the warm-up; 0 or less if the run ends with it or within it."""
    whole(0, warmup_steps=warmup_steps)
    whole(t_max=t_max)
    return t_max - warmup_steps


@peer_schedule
def LinearScheduler(
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in warmup_steps calls, then straight to min_lr at t = t_max.

    These are the values that ``step()`` returns: the first one belongs to the first update if it is
    called before. A loop that calls it after has min_lr, which the constructor sets, in its first
    update and everything one call later. From t_max on it holds min_lr: the original goes on down,
    to rates below 0. After a warm-up longer than t_max it goes on up, as there, and after one of
    t_max calls it holds max_lr, where the original divides by 0.
    """
    left = _left(t_max, warmup_steps)
    curve: Schedule = Constant(max_lr)
    if left > 0:
        curve = Linear(max_lr, steps=left, end=min_lr)
    elif left < 0:
        curve = Linear(max_lr, steps=_FAR, end=max_lr + (max_lr - min_lr) * (_FAR / -left))
    return per_call(_after_warmup(curve, t_max, max_lr, init_lr, warmup_steps), steps_per_call)


@peer_schedule
def CosineScheduler(
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in warmup_steps calls, then a cosine to min_lr at t = t_max.

    These are the values that ``step()`` returns, as with `LinearScheduler`. After t_max it rises
    again, as there. After a warm-up of t_max calls it holds max_lr, where the original divides by
    0.
    """
    left = abs(_left(t_max, warmup_steps))
    curve = wave(max_lr, min_lr, left) if left > 0 else Constant(max_lr)
    return per_call(_after_warmup(curve, t_max, max_lr, init_lr, warmup_steps), steps_per_call)


@peer_schedule
def PolyScheduler(
    poly_order: float = 0.5,
    *,
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in W = warmup_steps calls, then a power of the time that grows.

    min_lr + (max_lr - min_lr)·(t - W)^poly_order. It grows for ever, as there: t_max is ignored.
    These are the values that ``step()`` returns, as with `LinearScheduler`. For a decay there are
    `gradstep.schedules.Polynomial` and torch's PolynomialLR.
    """
    number(0, above=True, poly_order=poly_order)
    if max_lr < min_lr:
        raise wrong("max_lr", max_lr, f"at least min_lr={min_lr!r}")
    far = min_lr + (max_lr - min_lr) * float(_FAR) ** poly_order
    curve: Schedule = WarmupStableDecay(
        min_lr, steps=_FAR, cooldown=_FAR, end=far, shape=("power", poly_order)
    )
    curve = sequence([Constant(max_lr), later(curve, 1)], at=[1])
    return per_call(_after_warmup(curve, t_max, max_lr, init_lr, warmup_steps), steps_per_call)


@peer_schedule
def REXScheduler(
    total_steps: int, max_lr: float = 1.0, min_lr: float = 0.0, *, steps_per_call: int
) -> Schedule:
    """min_lr + (max_lr - min_lr)·(1 - u) / (1 - u/2), u = t / total_steps; min_lr at t = 0.

    Its constructor has taken the peak and left min_lr, so that the first update has min_lr and none
    has max_lr, as there. `gradstep.schedules.REX` begins at its start.
    """
    whole(total_steps=total_steps)
    curve = REX(max_lr, steps=total_steps, end=min_lr)
    return per_call(sequence([Constant(min_lr), later(curve, 1)], at=[1]), steps_per_call)


@peer_schedule
def CosineAnnealingWarmupRestarts(
    first_cycle_steps: int,
    cycle_mult: float = 1.0,
    max_lr: float = 1e-4,
    min_lr: float = 1e-6,
    warmup_steps: int = 0,
    gamma: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """Cycles of a way up from min_lr, warmup_steps long, and a cosine down to it.

    Cycle i has the peak max_lr·gamma^i. Without its warm-up it is cycle_mult times as long as the
    one before, rounded down. The first update has min_lr even if warmup_steps is 0, as there.
    """
    fresh(last_epoch)
    whole(0, warmup_steps=warmup_steps)
    whole(warmup_steps + 1, first_cycle_steps=first_cycle_steps)
    number(0, cycle_mult=cycle_mult, gamma=gamma)
    length, begin, peak = first_cycle_steps, 0, max_lr
    pieces: list[Schedule] = []
    at: list[int] = []
    while begin < _FAR:
        at.append(begin)
        following = max(1, int((length - warmup_steps) * cycle_mult)) + warmup_steps
        if following == length:  # and so are all from here on
            pieces.append(
                CosineRestarts(peak, length, end=min_lr, peak_factor=gamma, warmup=warmup_steps)
            )
            break
        curve = Cosine(peak, steps=length - warmup_steps, end=min_lr)
        pieces.append(warmup(curve, warmup_steps, start=min_lr))
        if len(pieces) > _MOST:
            raise wrong("cycle_mult", cycle_mult, "1, or further from 1")
        begin, length, peak = begin + length, following, max_lr * gamma ** len(pieces)
    curves = sequence(pieces, at=at[1:]) if len(pieces) > 1 else pieces[0]
    if warmup_steps == 0:
        curves = sequence([Constant(min_lr), later(curves, 1)], at=[1])
    return per_call(curves, steps_per_call)


_MOST = 10_000  # cycles


@peer_schedule
def get_wsd_schedule(
    lr: float,
    num_warmup_steps: int,
    num_stable_steps: int,
    num_decay_steps: int,
    min_lr_ratio: float = 0.0,
    num_cycles: float = 0.5,
    cooldown_type: Literal["cosine", "1-sqrt", "linear", "1-square"] = "1-sqrt",
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·t / num_warmup_steps, then lr, then a way down, then min_lr_ratio·lr.

    The way of "cosine" goes to min_lr_ratio·lr; that of the others to 0, from where the rate jumps
    up to min_lr_ratio·lr at the end, as there. num_cycles other than 0.5 makes the cosine come down
    more or less often.
    """
    fresh(last_epoch)
    choice(("cosine", "1-sqrt", "linear", "1-square"), cooldown_type=cooldown_type)
    whole(0, num_warmup_steps=num_warmup_steps, num_stable_steps=num_stable_steps)
    whole(0, num_decay_steps=num_decay_steps)
    low, length = min_lr_ratio * lr, num_stable_steps + num_decay_steps
    curve: Schedule = Constant(low)
    if cooldown_type == "cosine" and num_cycles != 0.5 and num_decay_steps > 0:
        cycles = abs(num_cycles)
        way = wave(lr, low, num_decay_steps, per=2 * cycles) if cycles > 0 else Constant(lr)
        curve = sequence([Constant(lr), way, curve], at=[num_stable_steps, length])
    elif length > 0:
        end = low if cooldown_type == "cosine" else 0.0
        way = WarmupStableDecay(
            lr, steps=length, cooldown=num_decay_steps, end=end, shape=cooldown_type
        )
        curve = way if end == low else sequence([way, curve], at=[length])
    if num_warmup_steps > 0:
        way_up = Linear(0.0, steps=num_warmup_steps, end=lr)
        curve = sequence([way_up, curve], at=[num_warmup_steps])
    return per_call(curve, steps_per_call)


@peer_schedule
def get_chebyshev_schedule(
    lr: float,
    num_epochs: int,
    is_warmup: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr / (0.525 - 0.475·cos θ_i), θ_i = (i + ½)π / N: Chebyshev's steps, from lr to 20 times lr.

    i runs through a permutation that keeps the product of few steps small; N is num_epochs rounded
    up to a power of 2. The first one is held for t <= 2 and the last one from the end on, as there.
    With is_warmup it is lr.
    """
    fresh(last_epoch)
    whole(num_epochs=num_epochs)
    if is_warmup:
        return Constant(lr)
    n = 1 << (num_epochs - 1).bit_length()
    order = [0]
    while len(order) < n - 2:
        order = [j for i in order for j in (i, 2 * len(order) - 1 - i)]
    angles = [(i + 0.5) * math.pi / n for i in order if i < n]
    values = [lr / (0.525 - 0.475 * math.cos(angle)) for angle in angles]
    at = range(3, len(values) + 2)
    return per_call(PiecewiseConstant(values, list(at)), steps_per_call)


@peer_schedule
def ProportionScheduler(
    lr_scheduler: Schedule,
    max_lr: float,
    min_lr: float = 0.0,
    max_value: float = 2.0,
    min_value: float = 2.0,
) -> Schedule:
    """min_value + (max_value - min_value)·(s(n) - min_lr) / (max_lr - min_lr): say for SAM's rho.

    s is the schedule of the rate, in updates; so there is no steps_per_call.
    """
    if not max_lr > min_lr:
        return Constant(max_value)
    slope = (max_value - min_value) / (max_lr - min_lr)
    start = min_value - slope * min_lr
    if slope >= 0 and start >= 0:
        return add([Constant(start), scale(lr_scheduler, slope)])
    return Lambda(partial(_proportion, lr_scheduler, slope, min_lr, min_value))


def _proportion(s: Schedule, slope: float, min_lr: float, min_value: float, n: int) -> float:
    return min_value + slope * (float(s(n)) - min_lr)
