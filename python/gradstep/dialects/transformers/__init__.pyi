"""transformers' learning-rate schedules (transformers 5.23).

``lr`` is the rate that transformers finds in the optimizer; ``steps_per_call`` the number of
updates between two calls of its ``scheduler.step()``, 1 as the Trainer calls it.
"""

# Written by tools/stubs.py.
from collections.abc import Mapping
from typing import Any

from ...schedules import Schedule

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

def GreedyLR(
    lr: float | Schedule,
    mode: str = "min",
    factor: float = 0.95,
    patience: int = 10,
    threshold: float = 1e-06,
    threshold_mode: str = "abs",
    cooldown: int = 0,
    warmup: int = 0,
    min_lr: float = 0.001,
    max_lr: float = 1.0,
    eps: float = 1e-08,
    verbose: bool = False,
    smooth: bool = False,
    window_size: int = 50,
    reset_start: int = 500,
) -> Schedule:
    """lr, divided by factor while a metric improves and multiplied by it while it does not.

    The peer's ``scheduler.step(metric)`` is ``opt.observe(metric)``. lr may be a schedule too,
    which is then scaled. verbose is ignored. A NaN with smooth=True spoils the average for ever
    there; here it is no better than what came before while it is in the window.

    Args:
        lr: The rate that the peer's optimizer has.
        mode: "min" if a smaller metric is better, "max" if a larger one is.
        factor: Factor on the rate.
        patience: How many metrics in a row are waited for a better one.
        threshold: By how much a metric must be better to count as better.
        threshold_mode: Whether threshold is a fraction, "rel", or a difference, "abs".
        cooldown: Metrics after a reduction that do not count.
        warmup: Metrics after a rise that do not count.
        min_lr: The least rate.
        max_lr: The largest rate.
        eps: A change of the rate by no more is not made.
        verbose: Accepted and ignored.
        smooth: Whether the mean of the last metrics counts, instead of the last one.
        window_size: Metrics in the mean of smooth.
        reset_start: Reductions at the least rate after which all begins anew.
    """

def get_constant_schedule(
    lr: float,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr.

    Args:
        lr: The rate that the peer's optimizer has.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_constant_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr, after the warm-up.

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        num_cycles: How many cycles there are; 0.5 is one way down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        num_cycles: How many cycles there are.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        num_cycles: How many cycles there are; 0.5 is one way down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        min_lr: The least rate.
        min_lr_rate: The least rate as a fraction of lr, in place of min_lr.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        num_cycles: How many cycles there are; 0.5 is one way down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        min_lr: The least rate.
        min_lr_rate: The least rate as a fraction of lr, in place of min_lr.
        warmup_lr_rate: The rate at the beginning of the warm-up, as a fraction of lr.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_greedy_schedule(
    lr: float | Schedule,
    **kwargs: Any,
) -> Schedule:
    """`GreedyLR(lr, **kwargs)`.

    Args:
        lr: The rate that the peer's optimizer has.
        **kwargs: The further arguments.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        timescale: Calls in which the rate falls to 1/√2.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_linear_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(T - n) / (T - W) after the warm-up; 0 from T on.

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_polynomial_decay_schedule_with_warmup(
    lr: float,
    num_warmup_steps: int,
    num_training_steps: int,
    lr_end: float = 1e-07,
    power: float = 1.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_end + (lr - lr_end)·((T - n) / (T - W))^power after the warm-up; lr_end from T on.

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        lr_end: The last rate.
        power: Exponent of the time that is left.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_reduce_on_plateau_schedule(
    lr: float | Schedule,
    **kwargs: Any,
) -> Schedule:
    """torch's `ReduceLROnPlateau(lr, **kwargs)`.

    Args:
        lr: The rate that the peer's optimizer has.
        **kwargs: The further arguments.
    """

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

    Args:
        name: Which schedule.
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_training_steps: Calls of the whole, the warm-up included.
        scheduler_specific_kwargs: The further arguments of that schedule.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

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

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_decay_steps: Calls of the way down.
        num_training_steps: Calls of the whole, the warm-up included.
        num_stable_steps: Calls at lr.
        warmup_type: The form of the way up.
        decay_type: The form of the way down.
        min_lr_ratio: The last rate as a fraction of lr.
        num_cycles: How many cycles there are; 0.5 is one way down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """
