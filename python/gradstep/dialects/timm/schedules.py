"""timm.scheduler (timm 1.0): its values by the update.

``lr`` is what timm finds in the optimizer. ``steps_per_call`` is the number of updates between two
calls of its ``step(epoch)`` or ``step_update(num_updates)``: the updates of an epoch for the first,
1 for the second. All lengths are numbers of calls; ``t`` in a formula is the number that timm is
called with. At t = 0 the value is the one that timm's constructor leaves: warmup_lr_init if there
is a warm-up, else lr.

For t < warmup_t the rate goes straight from warmup_lr_init to lr; then the curve begins
(warmup_prefix=True) or goes on as if it had begun at t = 0, with a jump (False), as there. With
noise_range_t the rate is multiplied by 1 + z there; z is drawn from the same distribution as in
timm, but by gradstep's generator: the numbers in that range are others. t_in_epochs and initialize
are ignored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ...errors import KeywordError
from ...schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Geometric,
    Lambda,
    Linear,
    MultiStep,
    Polynomial,
    Power,
    ReduceOnPlateau,
    Schedule,
    Tanh,
    WarmupStableDecay,
    add,
    clip,
    multiply,
    noise,
    sequence,
    stretch,
    warmup,
)
from .._schedules import Curve, choice, later, number, part, peer_schedule, per_call, whole

__all__ = [
    "CosineLRScheduler",
    "MultiStepLRScheduler",
    "PlateauLRScheduler",
    "PolyLRScheduler",
    "StepLRScheduler",
    "TanhLRScheduler",
    "WSDLRScheduler",
    "create_scheduler_v2",
]

Range = Sequence[float] | float | None


Noise = tuple[Range, float, float, int | None]  # range, pct, std, seed
Ramp = tuple[int, float, bool]  # calls, the first value, whether the curve begins after it


def _noisy(schedule: Schedule, noise_args: Noise, uniform: bool = False) -> Schedule:
    at, pct, std, seed = noise_args
    if at is None:
        return schedule
    first, last = at if isinstance(at, Sequence) else (at, None)
    return noise(
        schedule,
        pct=pct,
        std=std,
        uniform=uniform,
        seed=42 if seed is None else seed,
        first=math.ceil(first),
        last=None if last is None else math.ceil(last),
    )


def _scheduler(
    lr: float,
    curve: Schedule,
    ramp: Ramp,
    noise_args: Noise,
    steps_per_call: int,
    target: float | None = None,
) -> Schedule:
    """The warm-up to target (lr), the curve, the noise, the value that the constructor leaves."""
    warmup_t, first, prefix = ramp
    whole(0, warmup_t=warmup_t)
    if warmup_t > 0:
        way_up = Linear(first, steps=warmup_t, end=lr if target is None else target)
        curve = sequence([way_up, curve if prefix else later(curve, warmup_t)], at=[warmup_t])
    else:
        first = lr
    curve = _noisy(curve, noise_args)
    if curve(0) != first:
        curve = sequence([Constant(first), later(curve, 1)], at=[1])
    return per_call(curve, steps_per_call)


def _at(x: float) -> int:
    """The first call at or after x, which rounding has left near a whole number."""
    near = round(x)
    return near if abs(x - near) <= 1e-12 * x else math.ceil(x)


def _begin(length: int, multiplier: float, i: int) -> float:
    """Where cycle i begins."""
    if multiplier == 1:
        return length * i
    try:
        return length * (multiplier**i - 1) / (multiplier - 1)
    except OverflowError:
        return math.inf


_NEVER = 2.0**53 - 1


def _cycles(
    make: Callable[[float], Curve],
    lr: float,
    low: float,
    length: int,
    mul: float,
    decay: float,
    limit: int,
) -> Schedule:
    """Curves of the lengths length·mul^i from lr·decay^i, one after another; then low."""
    whole(t_initial=length)
    number(0, lr_min=low)
    number(1, cycle_mul=mul)
    first = make(lr)(length)
    if limit == 1 and first(length) == low:
        return first
    pieces: list[Schedule] = []
    at: list[int] = []
    for i in range(limit):
        begin = _begin(length, mul, i)
        if begin >= _NEVER:
            break
        at.append(_at(begin))
        late = max(at[-1] - begin, 0.0)
        pieces.append(part(make(lr * decay**i), length * mul**i, late))
    end = _begin(length, mul, limit)
    return sequence([*pieces, Constant(low)], at=[*at[1:], _at(min(end, _NEVER))][: len(pieces)])


@peer_schedule
def CosineLRScheduler(
    lr: float,
    t_initial: int,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 + cos(π·(c / T)^k_decay)) / 2 in cycle i.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused. Where a cycle begins exactly at a call timm's
    logarithm may still see the one before, at its end; here the new one has begun.
    """
    whole(t_initial=t_initial)
    number(0, lr_min=lr_min)
    number(1, cycle_mul=cycle_mul)
    curve: Schedule = Constant(lr_min)
    if cycle_limit == 1:
        curve = Cosine(lr, steps=t_initial, end=lr_min, k_decay=k_decay)
    elif cycle_limit > 1:
        curve = CosineRestarts(
            lr,
            t_initial,
            end=lr_min,
            multiplier=cycle_mul,
            peak_factor=cycle_decay,
            k_decay=k_decay,
        )
        end = _begin(t_initial, cycle_mul, cycle_limit)
        if end < _NEVER:
            curve = sequence([curve, Constant(lr_min)], at=[_at(end)])
    ramp = warmup_t, warmup_lr_init, warmup_prefix
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call)


@peer_schedule
def TanhLRScheduler(
    lr: float,
    t_initial: int,
    lb: float = -7.0,
    ub: float = 3.0,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 - tanh(lb·(1 - u) + ub·u)) / 2 in cycle i, u = c / T.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused. Without warmup_prefix the warm-up aims at the curve,
    not at lr.
    """

    def make(peak: float) -> Curve:
        return lambda steps: Tanh(peak, steps=steps, end=lr_min, lb=lb, ub=ub)

    curve = _cycles(make, lr, lr_min, t_initial, cycle_mul, cycle_decay, cycle_limit)
    ramp = warmup_t, warmup_lr_init, warmup_prefix
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    target = lr if warmup_prefix else curve(warmup_t)
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call, target)


@peer_schedule
def PolyLRScheduler(
    lr: float,
    t_initial: int,
    power: float = 0.5,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 - (c / T)^k_decay)^power in cycle i.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused.
    """

    def make(peak: float) -> Curve:
        return lambda steps: Polynomial(peak, steps=steps, end=lr_min, power=power, k_decay=k_decay)

    curve = _cycles(make, lr, lr_min, t_initial, cycle_mul, cycle_decay, cycle_limit)
    ramp = warmup_t, warmup_lr_init, warmup_prefix
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call)


@peer_schedule
def StepLRScheduler(
    lr: float,
    decay_t: float,
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·decay_rate^⌊t / decay_t⌋; decay_t need not be whole."""
    number(0, above=True, decay_t=decay_t)
    number(0, decay_rate=decay_rate)
    curve: Schedule
    if decay_t == int(decay_t):
        curve = Geometric(lr, decay_rate, every=int(decay_t), staircase=True)
    else:
        curve = stretch(Geometric(lr, decay_rate, staircase=True), decay_t)
    ramp = warmup_t, warmup_lr_init, warmup_prefix
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call)


@peer_schedule
def MultiStepLRScheduler(
    lr: float,
    decay_t: Sequence[int],
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·decay_rate^#{decay_t <= t + 1}: each one call before its number, as there."""
    number(0, decay_rate=decay_rate)
    for milestone in decay_t:
        whole(0, decay_t=milestone)
    curve = MultiStep(lr, [max(milestone - 1, 0) for milestone in decay_t], factor=decay_rate)
    ramp = warmup_t, warmup_lr_init, warmup_prefix
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call)


@peer_schedule
def WSDLRScheduler(
    lr: float,
    t_initial: int,
    decay_t: int,
    lr_min: float = 0.0,
    stable_fn: str = "constant",
    stable_timescale: float | None = None,
    stable_power: float = 0.5,
    decay_fn: str | Callable[[float], float] = "1-sqrt",
    decay_power: float = 0.5,
    decay_ratio: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (stable - lr_min)·decay; stable = max(lr·(1 + s / timescale)^(-power), lr_min).

    s is t - warmup_t; "rsqrt" is power 0.5, "constant" no power at all; timescale is warmup_t if
    not given. decay begins at s = t_initial - decay_t: with f on the way from 0 to 1 it is 1 - f
    ("linear"), 1 - √f, (1 + cos πf) / 2, 1 - f^decay_power ("power"), (r^f - r) / (1 - r) with r =
    decay_ratio ("exp"), or a function of f. t_initial does not count the warm-up.
    """
    whole(t_initial=t_initial, decay_t=decay_t)
    number(1, t_initial, decay_t=decay_t)
    number(0, lr_min=lr_min)
    number(0, above=True, decay_power=decay_power, stable_power=stable_power)
    number(0, 1, decay_ratio=decay_ratio)
    choice(("constant", "rsqrt", "power"), stable_fn=stable_fn)
    shapes: dict[str, Any] = {
        **{name: name for name in ("linear", "1-sqrt", "cosine")},
        "power": ("power", decay_power),
        "exp": ("exponential", decay_ratio),
    }
    if isinstance(decay_fn, str):
        choice(tuple(shapes), decay_fn=decay_fn)

    def way(start: float, end: float) -> Schedule:
        if isinstance(decay_fn, str):
            shape = shapes[decay_fn]
            return WarmupStableDecay(start, steps=t_initial, cooldown=decay_t, end=end, shape=shape)
        after = Lambda(partial(_decayed, decay_fn, decay_t, start, end))
        return sequence([Constant(start), after], at=[t_initial - decay_t + 1])

    curve: Schedule
    if stable_fn == "constant":
        curve = way(max(lr, lr_min), lr_min)
    else:
        timescale = warmup_t if stable_timescale is None else stable_timescale
        number(0, above=True, stable_timescale=timescale)
        power = 0.5 if stable_fn == "rsqrt" else stable_power
        curve = multiply([clip(Power(lr, timescale, power=power), lo=lr_min), way(1.0, 0.0)])
        if lr_min > 0:
            curve = add([curve, way(0.0, lr_min)])
    ramp = warmup_t, warmup_lr_init, True
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    return _scheduler(lr, curve, ramp, noise_args, steps_per_call)


def _decayed(
    decay: Callable[[float], float], decay_t: int, start: float, end: float, n: int
) -> float:
    return end + (start - end) * float(decay(min((n + 1) / decay_t, 1.0)))


@peer_schedule
def PlateauLRScheduler(
    lr: float,
    decay_rate: float = 0.1,
    patience_t: int = 10,
    threshold: float = 1e-4,
    cooldown_t: int = 0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    lr_min: float = 0.0,
    mode: str = "max",
    noise_range_t: Range = None,
    noise_type: str = "normal",
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int | None = None,
    initialize: bool = True,
    *,
    steps_per_call: int | None = None,
) -> Schedule:
    """lr, multiplied by decay_rate after more than patience_t metrics that are no better.

    timm's ``step(epoch, metric)`` is ``opt.observe(metric)``. mode is "max", as there. Metrics that
    come during the warm-up do nothing. steps_per_call is needed for a warm-up and for noise.
    """
    choice(("min", "max"), mode=mode)
    choice(("normal", "uniform"), noise_type=noise_type)
    whole(0, warmup_t=warmup_t)
    curve: Schedule = ReduceOnPlateau(
        lr,
        factor=decay_rate,
        patience=patience_t,
        rtol=threshold,
        maximize=mode == "max",
        cooldown=cooldown_t,
        end=lr_min,
        min_change=1e-8,
        signed_rtol=True,
    )
    if warmup_t == 0 and noise_range_t is None:
        return curve
    if steps_per_call is None:
        raise KeywordError(
            "dialects.timm.PlateauLRScheduler: warmup_t and noise_range_t are counted in calls: "
            "give steps_per_call=, the updates of an epoch",
            name="steps_per_call",
        )
    curve = warmup(curve, warmup_t, start=warmup_lr_init)
    noise_args = noise_range_t, noise_pct, noise_std, noise_seed
    curve = _noisy(curve, noise_args, uniform=noise_type == "uniform")
    return per_call(curve, steps_per_call)


# ---- by name -------------------------------------------------------------------------------------


@peer_schedule
def create_scheduler_v2(
    lr: float,
    sched: str = "cosine",
    num_epochs: int = 300,
    decay_epochs: float | None = None,
    decay_milestones: Sequence[int] = (90, 180, 270),
    cooldown_epochs: int = 0,
    patience_epochs: int = 10,
    decay_rate: float = 0.1,
    min_lr: float = 0.0,
    warmup_lr: float = 1e-5,
    warmup_epochs: int = 0,
    warmup_prefix: bool = False,
    noise: float | Sequence[float] | None = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    cycle_mul: float = 1.0,
    cycle_decay: float = 0.1,
    cycle_limit: int = 1,
    k_decay: float = 1.0,
    decay_fn: str | None = None,
    stable_timescale: float | None = None,
    plateau_mode: str = "max",
    step_on_epochs: bool = True,
    updates_per_epoch: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """The schedule that timm makes of its command line.

    sched is "cosine", "tanh", "poly", "step", "multistep", "wsd", "rsqrt", "constant", "plateau",
    or "none" (lr).

    steps_per_call is the updates of an epoch, or 1 with step_on_epochs=False. The number of epochs
    to train, which timm returns too, is not returned: cooldown_epochs is ignored.
    """
    names = ("cosine", "tanh", "poly", "step", "constant", "multistep", "wsd", "rsqrt", "plateau")
    choice((*names, "none"), sched=sched)
    per = 1
    if not step_on_epochs:
        whole(updates_per_epoch=updates_per_epoch)
        per = updates_per_epoch
    stable = sched in ("wsd", "rsqrt")
    if decay_epochs is None:
        decay_epochs = 0.2 if stable else 90
    length, warmup_t = num_epochs * per, warmup_epochs * per
    on = None if noise is None else [n * length for n in _list(noise)]
    common: dict[str, Any] = dict(
        warmup_t=warmup_t,
        warmup_lr_init=warmup_lr,
        noise_range_t=on[0] if on is not None and len(on) == 1 else on,
        noise_pct=noise_pct,
        noise_std=noise_std,
        noise_seed=noise_seed,
        steps_per_call=steps_per_call,
    )
    if sched == "none":
        return Constant(lr)
    if sched == "plateau":
        return PlateauLRScheduler(
            lr, decay_rate, patience_epochs, lr_min=min_lr, mode=plateau_mode, **common
        )
    if stable:
        left = length if warmup_prefix else length - warmup_t
        decay_t = round(decay_epochs * (left if 0 < decay_epochs < 1 else per))
        return WSDLRScheduler(
            lr,
            left,
            decay_t,
            min_lr,
            stable_fn="rsqrt" if sched == "rsqrt" else "constant",
            stable_timescale=None if stable_timescale is None else stable_timescale * per,
            decay_fn=decay_fn or ("linear" if sched == "rsqrt" else "1-sqrt"),
            **common,
        )
    common["warmup_prefix"] = warmup_prefix
    if sched == "step":
        return StepLRScheduler(lr, decay_epochs * per, decay_rate, **common)
    if sched == "constant":
        return StepLRScheduler(lr, 1, 1.0, **common)
    if sched == "multistep":
        return MultiStepLRScheduler(lr, [m * per for m in decay_milestones], decay_rate, **common)
    common.update(
        lr_min=min_lr, cycle_mul=cycle_mul, cycle_decay=cycle_decay, cycle_limit=cycle_limit
    )
    if sched == "tanh":
        return TanhLRScheduler(lr, length, **common)
    if sched == "poly":
        return PolyLRScheduler(lr, length, power=decay_rate, k_decay=k_decay, **common)
    return CosineLRScheduler(lr, length, k_decay=k_decay, **common)


def _list(x: float | Sequence[float]) -> Sequence[float]:
    return x if isinstance(x, Sequence) else [x]
