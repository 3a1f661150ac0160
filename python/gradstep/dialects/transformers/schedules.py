"""transformers.optimization's schedules (transformers 5.23): their values by the update.

``lr`` is what transformers finds in the optimizer. ``steps_per_call`` is the number of updates
between two calls of its ``scheduler.step()``: 1 as the Trainer calls it. All lengths are numbers of
calls. In a formula W is num_warmup_steps, T num_training_steps, and n the number of calls so far.
For n < W the rate is lr·n / W, unless said otherwise: the first update is made with 0, as there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from ...errors import ScheduleError
from ...schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Greedy,
    InverseSqrt,
    Linear,
    Polynomial,
    Schedule,
    WarmupStableDecay,
    cycle,
    sequence,
    shift,
    stretch,
    warmup,
)
from .._schedules import (
    choice,
    fresh,
    later,
    number,
    peer_schedule,
    per_call,
    single,
    wave,
    whole,
    wrong,
)
from ..torch.schedules import ReduceLROnPlateau

__all__ = [
    "GreedyLR",
    "get_constant_schedule",
    "get_constant_schedule_with_warmup",
    "get_cosine_schedule_with_warmup",
    "get_cosine_with_hard_restarts_schedule_with_warmup",
    "get_cosine_with_min_lr_schedule_with_warmup",
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate",
    "get_greedy_schedule",
    "get_inverse_sqrt_schedule",
    "get_linear_schedule_with_warmup",
    "get_polynomial_decay_schedule_with_warmup",
    "get_reduce_on_plateau_schedule",
    "get_scheduler",
    "get_wsd_schedule",
]


@peer_schedule
def get_constant_schedule(lr: float, last_epoch: int = -1, *, steps_per_call: int) -> Schedule:
    """lr."""
    fresh(last_epoch)
    whole(steps_per_call=steps_per_call)
    return Constant(lr)


@peer_schedule
def get_constant_schedule_with_warmup(
    lr: float, num_warmup_steps: int, last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """lr, after the warm-up."""
    fresh(last_epoch)
    return per_call(_warmed(lr, num_warmup_steps, Constant(lr)), steps_per_call)


def _warmed(lr: float, steps: int, curve: Schedule) -> Schedule:
    """lr·n / steps, then the curve, which need not begin at lr."""
    whole(0, num_warmup_steps=steps)
    if steps == 0:
        return curve
    if curve(0) == lr:
        return warmup(curve, steps, start=0.0)
    return sequence([Linear(0.0, steps=steps, end=lr), curve], at=[steps])


def _left(num_warmup_steps: int, num_training_steps: int) -> int:
    """What the peer divides by: the calls after the warm-up, at least 1."""
    whole(0, num_warmup_steps=num_warmup_steps, num_training_steps=num_training_steps)
    return max(1, num_training_steps - num_warmup_steps)


@peer_schedule
def get_linear_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(T - n) / (T - W) after the warm-up; 0 from T on."""
    fresh(last_epoch)
    left = _left(num_warmup_steps, num_training_steps)
    curve = Linear(lr, steps=left) if num_training_steps > num_warmup_steps else Constant(0.0)
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


@peer_schedule
def get_cosine_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(1 + cos(2π·num_cycles·(n - W) / (T - W))) / 2 after the warm-up.

    With num_cycles=0.5 it comes down once. It does not stay there: after T it rises again, as
    there.
    """
    fresh(last_epoch)
    curve = _wave(lr, 0.0, _left(num_warmup_steps, num_training_steps), num_cycles)
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


def _wave(lr: float, low: float, left: int, num_cycles: float) -> Schedule:
    cycles = abs(num_cycles)
    return wave(lr, low, left, per=2 * cycles) if cycles > 0 else Constant(lr)


@peer_schedule
def get_cosine_with_hard_restarts_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: int = 1,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(1 + cos(π·(num_cycles·u mod 1))) / 2 after the warm-up, u = (n - W) / (T - W).

    0 from T on. Where a cycle begins exactly at a call, rounding may leave transformers at the end
    of the one before; here the new one has begun.
    """
    fresh(last_epoch)
    number(0, num_cycles=num_cycles)
    left = _left(num_warmup_steps, num_training_steps)
    curve: Schedule
    if num_cycles == 1:
        curve = Cosine(lr, steps=left)
    else:
        if num_cycles == 0:
            curve = Constant(lr)
        elif left % num_cycles == 0:
            curve = CosineRestarts(lr, int(left / num_cycles))
        else:
            curve = stretch(cycle(Cosine(lr, steps=1), 1), left, per=num_cycles)
        curve = sequence([curve, Constant(0.0)], at=[left])
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


@peer_schedule
def get_polynomial_decay_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    lr_end: float = 1e-7,
    power: float = 1.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_end + (lr - lr_end)·((T - n) / (T - W))^power after the warm-up; lr_end from T on."""
    fresh(last_epoch)
    if not lr > lr_end:
        raise wrong("lr_end", lr_end, f"below lr={lr!r}")
    left = num_training_steps - num_warmup_steps
    if left == 0:
        raise wrong("num_training_steps", num_training_steps, "another than num_warmup_steps")
    curve: Schedule = Constant(lr_end)
    if left > 0:
        curve = Polynomial(lr, steps=left, end=lr_end, power=power)
        if power == 0:  # it ends on lr, and lr_end comes one call later
            curve = sequence([curve, Constant(lr_end)], at=[left + 1])
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


@peer_schedule
def get_inverse_sqrt_schedule(
    lr: float,
    num_warmup_steps: int,
    timescale: int | None = None,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr / √(1 + (n - W) / timescale) after the warm-up.

    timescale is num_warmup_steps if not given, and 10000 if that is 0.
    """
    fresh(last_epoch)
    curve = InverseSqrt(lr, (num_warmup_steps or 10000) if timescale is None else timescale)
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


def _low(lr: float, min_lr: float | None, min_lr_rate: float | None) -> float:
    if (min_lr is None) == (min_lr_rate is None):
        raise ScheduleError("give either min_lr= or min_lr_rate=", name="min_lr")
    return cast(float, min_lr) if min_lr_rate is None else min_lr_rate * lr


@peer_schedule
def get_cosine_with_min_lr_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
    *,
    steps_per_call: int,
) -> Schedule:
    """low + (lr - low)·(1 + cos(2π·num_cycles·(n - W) / (T - W))) / 2 after the warm-up.

    The warm-up is from 0. low is min_lr, or min_lr_rate·lr. After T it rises again, as there.
    """
    fresh(last_epoch)
    low = _low(lr, min_lr, min_lr_rate)
    curve = _wave(lr, low, _left(num_warmup_steps, num_training_steps), num_cycles)
    return per_call(_warmed(lr, num_warmup_steps, curve), steps_per_call)


@peer_schedule
def get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
    warmup_lr_rate: float | None = None,
    *,
    steps_per_call: int,
) -> Schedule:
    """As `get_cosine_with_min_lr_schedule_with_warmup`, one call ahead of it.

    For n < W lr·(n + 1) / W or, with warmup_lr_rate=r, lr·(r + (1 - r)·n / (W - 1)); then the
    cosine at (n - W + 1) / (T - W).
    """
    fresh(last_epoch)
    low = _low(lr, min_lr, min_lr_rate)
    left = _left(num_warmup_steps, num_training_steps)
    curve = shift(_wave(lr, low, left, num_cycles), -1)
    if num_warmup_steps > 0:
        if warmup_lr_rate is None:
            way_up = warmup(Constant(lr), num_warmup_steps)
        else:
            start, steps = warmup_lr_rate * lr, max(1, num_warmup_steps - 1)
            way_up = warmup(Constant(lr), steps, start=start)
        curve = sequence([way_up, curve], at=[num_warmup_steps])
    return per_call(curve, steps_per_call)


@peer_schedule
def get_wsd_schedule(
    lr: float,
    num_warmup_steps: int,
    num_decay_steps: int,
    num_training_steps: int | None = None,
    num_stable_steps: int | None = None,
    warmup_type: str = "linear",
    decay_type: str = "cosine",
    min_lr_ratio: float = 0.0,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """From min_lr_ratio·lr up to lr, on at lr, down to min_lr_ratio·lr.

    num_stable_steps is what is left of num_training_steps if it is not given. The types are
    "linear", "cosine" and "1-sqrt" (a way down by the root of the time, a way up mirrored);
    num_cycles other than 0.5 makes a decay of type "cosine" come down more or less often.
    """
    fresh(last_epoch)
    choice(("linear", "cosine", "1-sqrt"), warmup_type=warmup_type, decay_type=decay_type)
    whole(0, num_warmup_steps=num_warmup_steps, num_decay_steps=num_decay_steps)
    if num_stable_steps is None:
        if num_training_steps is None:
            raise ScheduleError(
                "give num_training_steps= or num_stable_steps=", name="num_stable_steps"
            )
        num_stable_steps = num_training_steps - num_warmup_steps - num_decay_steps
    low, stable = min_lr_ratio * lr, max(num_stable_steps, 0)
    curve: Schedule
    if stable + num_decay_steps == 0:
        curve = Constant(low)
    elif decay_type == "cosine" and num_cycles != 0.5 and num_decay_steps > 0:
        decay = _wave(lr, low, num_decay_steps, num_cycles)
        at = [stable, stable + num_decay_steps]
        curve = sequence([Constant(lr), decay, Constant(low)], at=at)
    else:
        length = stable + num_decay_steps
        curve = WarmupStableDecay(
            lr, steps=length, cooldown=num_decay_steps, end=low, shape=decay_type
        )
    if num_stable_steps < 0:  # more decay than there are calls: it has begun in the warm-up
        curve = later(curve, -num_stable_steps)
    if num_warmup_steps > 0:
        way_up = warmup(Constant(lr), num_warmup_steps, start=low, shape=warmup_type)
        curve = sequence([way_up, curve], at=[num_warmup_steps])
    return per_call(curve, steps_per_call)


# ---- metrics -------------------------------------------------------------------------------------


@peer_schedule
def get_reduce_on_plateau_schedule(lr: float | Schedule, **kwargs: Any) -> Schedule:
    """torch's `ReduceLROnPlateau(lr, **kwargs)`."""
    return ReduceLROnPlateau(lr, **kwargs)


@peer_schedule
def GreedyLR(
    lr: float | Schedule,
    mode: str = "min",
    factor: float = 0.95,
    patience: int = 10,
    threshold: float = 1e-6,
    threshold_mode: str = "abs",
    cooldown: int = 0,
    warmup: int = 0,
    min_lr: float = 1e-3,
    max_lr: float = 1.0,
    eps: float = 1e-8,
    verbose: bool = False,
    smooth: bool = False,
    window_size: int = 50,
    reset_start: int = 500,
) -> Schedule:
    """lr, divided by factor while a metric improves and multiplied by it while it does not.

    The peer's ``scheduler.step(metric)`` is ``opt.observe(metric)``. lr may be a schedule too,
    which is then scaled. verbose is ignored. A NaN with smooth=True spoils the average for ever
    there; here it is no better than what came before while it is in the window.
    """
    single(lr=lr, min_lr=min_lr, max_lr=max_lr)
    choice(("min", "max"), mode=mode)
    choice(("rel", "abs"), threshold_mode=threshold_mode)
    relative = threshold_mode == "rel"
    return Greedy(
        lr,
        factor=factor,
        patience=patience,
        rtol=threshold if relative else 0.0,
        atol=0.0 if relative else threshold,
        maximize=mode == "max",
        cooldown=cooldown,
        warmup=warmup,
        end=min_lr,
        peak=max_lr,
        min_change=eps,
        window=window_size if smooth else 1,
        reset_after=reset_start,
        signed_rtol=True,
    )


@peer_schedule
def get_greedy_schedule(lr: float | Schedule, **kwargs: Any) -> Schedule:
    """`GreedyLR(lr, **kwargs)`."""
    return GreedyLR(lr, **kwargs)


# ---- by name -------------------------------------------------------------------------------------

# What each takes of num_warmup_steps and num_training_steps.
_BY_NAME: dict[str, tuple[Callable[..., Schedule], int]] = {
    "linear": (get_linear_schedule_with_warmup, 2),
    "cosine": (get_cosine_schedule_with_warmup, 2),
    "cosine_with_restarts": (get_cosine_with_hard_restarts_schedule_with_warmup, 2),
    "polynomial": (get_polynomial_decay_schedule_with_warmup, 2),
    "constant": (get_constant_schedule, 0),
    "constant_with_warmup": (get_constant_schedule_with_warmup, 1),
    "inverse_sqrt": (get_inverse_sqrt_schedule, 1),
    "reduce_lr_on_plateau": (get_reduce_on_plateau_schedule, -1),
    "cosine_with_min_lr": (get_cosine_with_min_lr_schedule_with_warmup, 2),
    "cosine_warmup_with_min_lr": (get_cosine_with_min_lr_schedule_with_warmup_lr_rate, 2),
    "warmup_stable_decay": (get_wsd_schedule, 2),
    "greedy": (get_greedy_schedule, -1),
}


@peer_schedule
def get_scheduler(
    name: str,
    lr: float,
    num_warmup_steps: int | None = None,
    num_training_steps: int | None = None,
    scheduler_specific_kwargs: Mapping[str, Any] | None = None,
    *,
    steps_per_call: int,
) -> Schedule:
    """The schedule of that name.

    "linear", "cosine", "cosine_with_restarts", "polynomial", "constant", "constant_with_warmup",
    "inverse_sqrt", "cosine_with_min_lr", "cosine_warmup_with_min_lr", "warmup_stable_decay"; or one
    that a metric moves, "reduce_lr_on_plateau" and "greedy", for which steps_per_call has no
    meaning.

    scheduler_specific_kwargs are further arguments of it. "constant" and "constant_with_warmup"
    take none; transformers leaves theirs out.
    """
    name = getattr(name, "value", name)  # transformers' SchedulerType
    choice(list(_BY_NAME), name=name)
    whole(steps_per_call=steps_per_call)
    function, takes = _BY_NAME[name]
    more = dict(scheduler_specific_kwargs or {})
    if takes == -1:
        return function(lr, **more)
    lengths = dict(num_warmup_steps=num_warmup_steps, num_training_steps=num_training_steps)
    needed = dict(list(lengths.items())[:takes])
    for key, value in needed.items():
        if value is None and (key, name) != ("num_training_steps", "warmup_stable_decay"):
            raise ScheduleError(f"{name!r} needs {key}=", name=key)
    if name in ("constant", "constant_with_warmup"):
        more = {}
    return function(lr, **needed, **more, steps_per_call=steps_per_call)
