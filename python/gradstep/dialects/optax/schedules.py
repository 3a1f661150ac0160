"""optax.schedules and contrib.reduce_on_plateau (optax 0.2.8): their values by the update.

optax evaluates in float32: here the same formulas are in double. ``n`` in a formula is the count of
updates. Where optax takes a length of 0 or less to mean a constant, so does this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from ...errors import ScheduleError
from ...schedules import (
    Constant,
    Cosine,
    Geometric,
    Linear,
    PiecewiseConstant,
    PiecewiseCosine,
    PiecewiseLinear,
    Polynomial,
    ReduceOnPlateau,
    Schedule,
    clip,
    sequence,
    shift,
)
from .._schedules import choice, number, peer_schedule, whole, wrong

__all__ = [
    "constant_schedule",
    "cosine_decay_schedule",
    "cosine_onecycle_schedule",
    "exponential_decay",
    "join_schedules",
    "linear_onecycle_schedule",
    "linear_schedule",
    "piecewise_constant_schedule",
    "piecewise_interpolate_schedule",
    "polynomial_schedule",
    "sgdr_schedule",
    "warmup_constant_schedule",
    "warmup_cosine_decay_schedule",
    "warmup_exponential_decay_schedule",
]


@peer_schedule
def constant_schedule(value: float) -> Schedule:
    """value."""
    return Constant(value)


@peer_schedule
def polynomial_schedule(
    init_value: float,
    end_value: float,
    power: float,
    transition_steps: int,
    transition_begin: int = 0,
) -> Schedule:
    """end_value + (init_value - end_value)·(1 - u)^power, u = min(n - begin, steps) / steps.

    init_value up to transition_begin; always if transition_steps <= 0.
    """
    if transition_steps <= 0:
        return Constant(init_value)
    curve = Polynomial(init_value, steps=transition_steps, end=end_value, power=power)
    return _begin(curve, transition_begin)


def _begin(schedule: Schedule, at: int) -> Schedule:
    return shift(schedule, at) if at > 0 else schedule


@peer_schedule
def linear_schedule(
    init_value: float, end_value: float, transition_steps: int, transition_begin: int = 0
) -> Schedule:
    """(1 - u)·init_value + u·end_value, u = min(n - begin, steps) / steps.

    init_value up to transition_begin; always if transition_steps <= 0.
    """
    if transition_steps <= 0:
        return Constant(init_value)
    return _begin(Linear(init_value, steps=transition_steps, end=end_value), transition_begin)


@peer_schedule
def piecewise_constant_schedule(
    init_value: float, boundaries_and_scales: Mapping[int, float] | None = None
) -> Schedule:
    """init_value times the scale of each boundary <= n."""
    at, values = _products(init_value, boundaries_and_scales)
    return PiecewiseConstant(values, at)


def _products(
    init_value: float, boundaries_and_scales: Mapping[int, float] | None
) -> tuple[list[int], list[float]]:
    """The boundaries in order, and init_value times the scales up to each."""
    at, values = sorted(boundaries_and_scales or {}), [init_value]
    for boundary in at:
        scale = (boundaries_and_scales or {})[boundary]
        whole(0, boundaries_and_scales=boundary)
        number(0, boundaries_and_scales=scale)
        values.append(values[-1] * scale)
    return at, values


@peer_schedule
def exponential_decay(
    init_value: float,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Schedule:
    """init_value·decay_rate^((n - begin) / steps), its exponent rounded down with staircase.

    init_value up to transition_begin; always if transition_steps <= 0 or decay_rate is 0. end_value
    is the least value, or the largest if decay_rate >= 1.
    """
    if transition_steps <= 0 or decay_rate == 0:
        return Constant(init_value)
    number(0, decay_rate=decay_rate)
    curve = Geometric(init_value, decay_rate, every=transition_steps, staircase=staircase)
    late = _begin(curve, transition_begin)
    if end_value is None:
        return late
    return clip(late, lo=end_value) if decay_rate < 1 else clip(late, hi=end_value)


@peer_schedule
def cosine_decay_schedule(
    init_value: float, decay_steps: int, alpha: float = 0.0, exponent: float = 1.0
) -> Schedule:
    """init_value·((1 - alpha)·((1 + cos(π·u)) / 2)^exponent + alpha), u = min(n, steps) / steps."""
    whole(decay_steps=decay_steps)
    return Cosine(init_value, steps=decay_steps, end=alpha * init_value, exponent=exponent)


@peer_schedule
def piecewise_interpolate_schedule(
    interpolate_type: Literal["linear", "cosine"],
    init_value: float,
    boundaries_and_scales: Mapping[int, float] | None = None,
) -> Schedule:
    """Through init_value at n = 0 and, at each boundary, the value before times its scale."""
    choice(("linear", "cosine"), interpolate_type=interpolate_type)
    at, values = _products(init_value, boundaries_and_scales)
    through = PiecewiseLinear if interpolate_type == "linear" else PiecewiseCosine
    return through(values, [0, *at])


@peer_schedule
def linear_onecycle_schedule(
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    pct_final: float = 0.85,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
) -> Schedule:
    """peak/div up to peak, down to peak/div, on to peak/div/final_div: straight lines.

    The nodes are 0, ⌊pct_start·steps⌋, ⌊pct_final·steps⌋, steps.
    """
    whole(transition_steps=transition_steps)
    nodes = {
        int(pct_start * transition_steps): div_factor,
        int(pct_final * transition_steps): 1.0 / div_factor,
        transition_steps: 1.0 / final_div_factor,
    }
    return piecewise_interpolate_schedule("linear", peak_value / div_factor, nodes)


@peer_schedule
def cosine_onecycle_schedule(
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
) -> Schedule:
    """peak/div up to peak at ⌊pct_start·steps⌋, down to peak/div/final_div at steps: cosines."""
    whole(transition_steps=transition_steps)
    nodes = {
        int(pct_start * transition_steps): div_factor,
        int(transition_steps): 1.0 / (div_factor * final_div_factor),
    }
    return piecewise_interpolate_schedule("cosine", peak_value / div_factor, nodes)


# ---- warm-ups and compositions -------------------------------------------------------------------


@peer_schedule
def warmup_constant_schedule(init_value: float, peak_value: float, warmup_steps: int) -> Schedule:
    """From init_value to peak_value in warmup_steps updates, then peak_value.

    With warmup_steps=0 it stays at init_value, as there.
    """
    return linear_schedule(init_value, peak_value, warmup_steps)


@peer_schedule
def warmup_cosine_decay_schedule(
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    decay_steps: int,
    end_value: float = 0.0,
    exponent: float = 1.0,
) -> Schedule:
    """From init_value to peak_value, then a cosine to end_value at n = decay_steps.

    decay_steps is the whole length, the warm-up included.
    """
    if decay_steps - warmup_steps < 1:
        raise wrong(
            "decay_steps", decay_steps, f"above warmup_steps={warmup_steps}, which it includes"
        )
    end = end_value if peak_value != 0 else 0.0
    curve = Cosine(peak_value, steps=decay_steps - warmup_steps, end=end, exponent=exponent)
    return _after_warmup(init_value, peak_value, warmup_steps, curve)


def _after_warmup(start: float, peak: float, steps: int, curve: Schedule) -> Schedule:
    whole(0, warmup_steps=steps)
    return sequence([linear_schedule(start, peak, steps), curve], at=[steps]) if steps else curve


@peer_schedule
def warmup_exponential_decay_schedule(
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Schedule:
    """From init_value to peak_value, then `exponential_decay` of peak_value."""
    curve = exponential_decay(
        peak_value, transition_steps, decay_rate, transition_begin, staircase, end_value
    )
    return _after_warmup(init_value, peak_value, warmup_steps, curve)


@peer_schedule
def sgdr_schedule(cosine_kwargs: Iterable[Mapping[str, Any]]) -> Schedule:
    """`warmup_cosine_decay_schedule` after `warmup_cosine_decay_schedule`, one for each mapping."""
    kwargs = list(cosine_kwargs)
    at = [sum(k["decay_steps"] for k in kwargs[: i + 1]) for i in range(len(kwargs) - 1)]
    return sequence([warmup_cosine_decay_schedule(**k) for k in kwargs], at=at)


@peer_schedule
def join_schedules(
    schedules: Sequence[Schedule | Callable[[int], float]], boundaries: Sequence[int]
) -> Schedule:
    """schedules[i] from boundaries[i - 1] on, counting from 0 there.

    optax drops what a list has more than the other; here that is an error.
    """
    if len(boundaries) != len(schedules) - 1:
        raise ScheduleError(
            f"{len(schedules)} schedules need {len(schedules) - 1} boundaries, not "
            f"{len(boundaries)}",
            name="boundaries",
            value=boundaries,
        )
    return sequence(schedules, at=boundaries)


# ---- metrics -------------------------------------------------------------------------------------


@peer_schedule
def reduce_on_plateau(
    lr: float | Schedule,
    factor: float = 0.1,
    patience: int = 10,
    rtol: float = 1e-4,
    atol: float = 0.0,
    cooldown: int = 0,
    accumulation_size: int = 1,
    min_scale: float = 0.0,
) -> Schedule:
    """lr (the rate of the chain before it), multiplied by factor at ``patience`` metrics no better.

    optax's ``update(..., value=metric)`` is ``opt.observe(metric)`` before the step. patience=0, by
    which optax reduces whenever the metric is better, is refused.
    """
    whole(patience=patience, accumulation_size=accumulation_size)
    number(0, 1, above=True, factor=factor)
    return ReduceOnPlateau(
        lr,
        factor=factor,
        patience=patience - 1,
        rtol=rtol,
        atol=atol,
        cooldown=cooldown,
        end_factor=min_scale,
        accumulate=accumulation_size,
        signed_rtol=True,
    )


reduce_on_plateau.__module__ += ".contrib"
