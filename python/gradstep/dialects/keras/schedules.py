"""keras.optimizers.schedules and callbacks.ReduceLROnPlateau (Keras 3.15): values by the update.

``n`` in a formula is the number of updates. Some of Keras' formulas are in float32: here all are in
double. name is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence

from ... import schedules
from ...errors import ScheduleError
from ...schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Geometric,
    Linear,
    PiecewiseConstant,
    Polynomial,
    ReduceOnPlateau,
    Schedule,
    add,
    every,
    sequence,
)
from .._schedules import choice, number, peer_schedule, single, whole

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "ReduceLROnPlateau",
]


@peer_schedule
def ExponentialDecay(
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: str = "ExponentialDecay",
) -> Schedule:
    """initial_learning_rate·decay_rate^(n / decay_steps); staircase rounds the exponent down."""
    whole(decay_steps=decay_steps)
    number(0, decay_rate=decay_rate)
    return Geometric(initial_learning_rate, decay_rate, every=decay_steps, staircase=staircase)


@peer_schedule
def InverseTimeDecay(
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: str = "InverseTimeDecay",
) -> Schedule:
    """initial_learning_rate / (1 + decay_rate·n / decay_steps); staircase rounds n / steps down."""
    if staircase:
        whole(decay_steps=decay_steps)
        return every(schedules.InverseTimeDecay(initial_learning_rate, decay_rate), decay_steps)
    number(0, above=True, decay_steps=decay_steps)
    return schedules.InverseTimeDecay(initial_learning_rate, decay_rate / decay_steps)


@peer_schedule
def PiecewiseConstantDecay(
    boundaries: Sequence[int], values: Sequence[float], name: str = "PiecewiseConstant"
) -> Schedule:
    """values[i] for boundaries[i - 1] < n <= boundaries[i]: a new one comes after its boundary."""
    if len(boundaries) != len(values) - 1:
        raise ScheduleError(
            f"{len(values)} values need {len(values) - 1} boundaries, not {len(boundaries)}",
            name="boundaries",
            value=boundaries,
        )
    for boundary in boundaries:
        whole(0, boundaries=boundary)
    return PiecewiseConstant(values, [boundary + 1 for boundary in boundaries])


@peer_schedule
def PolynomialDecay(
    initial_learning_rate: float,
    decay_steps: int,
    end_learning_rate: float = 1e-4,
    power: float = 1.0,
    cycle: bool = False,
    name: str = "PolynomialDecay",
) -> Schedule:
    """(initial_learning_rate - end)·(1 - u)^power + end, u = min(n, decay_steps) / decay_steps.

    With cycle decay_steps is multiplied, by ⌈n / decay_steps⌉, to be at least n.
    """
    whole(decay_steps=decay_steps)
    return Polynomial(
        initial_learning_rate, steps=decay_steps, end=end_learning_rate, power=power, cycle=cycle
    )


@peer_schedule
def CosineDecay(
    initial_learning_rate: float,
    decay_steps: int,
    alpha: float = 0.0,
    name: str = "CosineDecay",
    warmup_target: float | None = None,
    warmup_steps: int = 0,
) -> Schedule:
    """A cosine from initial_learning_rate to alpha times that, in decay_steps updates.

    With warmup_target first a straight line from initial_learning_rate to it, of warmup_steps that
    are not part of decay_steps; the cosine is then from warmup_target to alpha times that.
    """
    whole(decay_steps=decay_steps)
    peak = initial_learning_rate if warmup_target is None else warmup_target
    curve = Cosine(peak, steps=decay_steps, end=alpha * peak)
    if warmup_target is None or warmup_steps == 0:
        return curve
    whole(warmup_steps=warmup_steps)
    way_up = Linear(initial_learning_rate, steps=warmup_steps, end=peak)
    return sequence([way_up, curve], at=[warmup_steps])


@peer_schedule
def CosineDecayRestarts(
    initial_learning_rate: float,
    first_decay_steps: int,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    alpha: float = 0.0,
    name: str = "SGDRDecay",
) -> Schedule:
    """initial_learning_rate·((1 - alpha)·m_mul^i·(1 + cos(π·c / T)) / 2 + alpha), for ever.

    c is the update in cycle i, of T = first_decay_steps·t_mul^i updates. Where a cycle begins
    exactly at an update Keras' logarithm may still see the one before, at its end; here the new one
    has begun. With a t_mul below 1 all cycles end by update first_decay_steps/(1 - t_mul): from
    there on it is the least value, where Keras' is NaN.
    """
    whole(first_decay_steps=first_decay_steps)
    number(0, above=True, t_mul=t_mul)
    number(0, 1, alpha=alpha)
    low = alpha * initial_learning_rate
    if m_mul == 1:
        return CosineRestarts(initial_learning_rate, first_decay_steps, end=low, multiplier=t_mul)
    height = (1 - alpha) * initial_learning_rate
    curve = CosineRestarts(height, first_decay_steps, multiplier=t_mul, peak_factor=m_mul)
    return add([Constant(low), curve]) if low != 0 else curve


@peer_schedule
def ReduceLROnPlateau(
    lr: float | Schedule,
    monitor: str = "val_loss",
    factor: float = 0.1,
    patience: int = 10,
    verbose: int = 0,
    mode: str = "auto",
    min_delta: float = 1e-4,
    cooldown: int = 0,
    min_lr: float = 0.0,
) -> Schedule:
    """lr, multiplied by factor at ``patience`` metrics that are no better.

    What Keras monitors at the end of an epoch is given here, ``opt.observe(metric)``. monitor only
    tells mode="auto" that a loss should fall. About another metric Keras asks its model; here
    mode="min" or "max" must say it. lr may be a schedule too, which is then scaled. verbose is
    ignored.
    """
    single(lr=lr, min_lr=min_lr)
    choice(("auto", "min", "max"), mode=mode)
    whole(0, patience=patience, cooldown=cooldown)
    if mode == "auto" and monitor.removeprefix("val_") != "loss":
        raise ScheduleError(
            f"mode='auto' does not know whether {monitor!r} should rise or fall; "
            "write mode='max' or mode='min'",
            name="mode",
            value=mode,
        )
    return ReduceOnPlateau(
        lr,
        factor=factor,
        patience=max(patience - 1, 0),
        rtol=0.0,
        atol=abs(min_delta),
        maximize=mode == "max",
        cooldown=max(cooldown - 1, 0),
        end=min_lr,
    )
