"""The learning rate for another batch size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, overload

from .. import _core
from .._numbers import number, repr_of
from .._public import public
from ..errors import HyperError
from ..schedules import Schedule

__all__ = ["scale_lr"]


@overload
def scale_lr(lr: float, *, batch_size: float, base_batch_size: float, how: str) -> float: ...
@overload
def scale_lr(
    lr: Schedule | Callable[[int], float], *, batch_size: float, base_batch_size: float, how: str
) -> Schedule: ...
def scale_lr(lr: Any, *, batch_size: float, base_batch_size: float, how: str) -> Any:
    """The learning rate for a batch of another size than the one that it is good for.

    ::

        "linear"  k · lr    "sqrt"  √k · lr    k = batch_size / base_batch_size

    Linear is for SGD: Goyal et al., Accurate, Large Minibatch SGD, 2017 (there with a warm-up, and
    no longer good for the largest batches). The root keeps the variance of a step: Krizhevsky, One
    Weird Trick for Parallelizing Convolutional Neural Networks, 2014; it is the rule of Adam and
    its like, whose step does not grow with the gradient: Malladi et al., On the SDEs and Scaling
    Rules for Adaptive Gradient Algorithms, 2022, who also multiply 1 - beta1 and 1 - beta2 by k
    and divide eps by √k. Neither is more than a first guess.

    Args:
        lr: The rate that is good for ``base_batch_size``: a number, a schedule or a function of n.
            A schedule keeps its length; `gradstep.schedules.stretch` gives it another.
        batch_size: Examples in a batch.
        base_batch_size: Examples in the batch that ``lr`` was found with.
        how: "linear" or "sqrt". There is no default: it depends on the optimizer.

    Returns:
        A number for a number, else a schedule.

    Raises:
        HyperError: A size that is not positive, another ``how``, or a rate of another kind.
    """
    if how not in ("linear", "sqrt"):
        raise HyperError(
            f'how must be "linear" (SGD) or "sqrt" (Adam and its like), not {repr_of(how)}',
            name="how",
            value=how,
        )
    sizes = {"batch_size": batch_size, "base_batch_size": base_batch_size}
    new, base = (
        number(size, name, "a positive number", lambda x: 0 < x < math.inf)
        for name, size in sizes.items()
    )
    factor = new / base if how == "linear" else math.sqrt(new / base)
    if isinstance(lr, Schedule) or callable(lr):
        return factor * _core.as_schedule(lr)
    return factor * number(lr, "lr", "a number or a schedule")


public("gradstep", scale_lr)
